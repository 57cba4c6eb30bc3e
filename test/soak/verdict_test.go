package main

import (
	"strings"
	"testing"
	"time"
)

// minutes returns samples a minute apart.
func minutes(rss ...float64) []sample {
	var all []sample
	for i, mib := range rss {
		all = append(all, sample{at: time.Duration(i) * time.Minute, rss: mib})
	}
	return all
}

func TestFindings(t *testing.T) {
	quiet := rested{goroutines: 20, last: sample{descriptors: 20}, traffic: new(traffic)}
	with := func(change func(*rested)) rested {
		r := quiet
		change(&r)
		return r
	}
	tests := []struct {
		name, want string // part of the finding; "": none
		worn       rested
		settled    []sample
		reason     string
	}{
		{"well", "", quiet, minutes(50, 51, 50, 49, 50), "memory that goes up and down does not grow"},
		{"short", "", quiet, nil, "a short run says nothing of memory"},
		{"one", "", quiet, minutes(50), "one sample has no slope"},
		{"odd", "", quiet, minutes(50, 50, 50, 90, 50, 50, 50), "one odd sample is no growth"},
		{"slow", "", quiet, minutes(50, 50.01, 50.02, 50.03), "0.6 MiB an hour are allowed"},
		{"leak", "grows by 6.00 MiB", quiet, minutes(50, 50.1, 50.2, 50.3), "6 MiB an hour are not"},
		{"chance", "", quiet, minutes(50, 53, 49, 52, 50, 54, 51, 52, 50, 53), "what goes up and down by more is no growth"},
		{"leak and odd", "grows by", quiet, minutes(50, 51, 20, 53, 54, 55), "an odd sample does not hide growth"},
		{"goroutines", "30 goroutines", with(func(r *rested) { r.goroutines = 30 }), nil, "ten goroutines more are a leak"},
		{"few goroutines", "", with(func(r *rested) { r.goroutines = 22 }), nil, "two are connections about to be closed"},
		{"descriptors", "40 descriptors", with(func(r *rested) { r.last.descriptors = 40 }), nil, "twenty descriptors more are a leak"},
		{"answers", "nobody asked", with(func(r *rested) { r.traffic = new(traffic); r.found("500", "GET /: 500") }), nil, "an answer of 500 that no rule gave is a finding"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := findings(quiet, tt.worn, tt.settled)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("findings() = %v, want %q; %s", err, tt.want, tt.reason)
			}
		})
	}
}
