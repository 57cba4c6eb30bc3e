package main

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestParseKeep(t *testing.T) {
	for _, tt := range []struct {
		text   string
		want   time.Duration // 0: never
		ok     bool
		reason string
	}{
		{"30d", 30 * day, true, "what most want"},
		{"1d12h30m", day + 12*time.Hour + 30*time.Minute, true, "parts of a day follow"},
		{"0d1h", time.Hour, true, "no day is none"},
		{"12h", 12 * time.Hour, true, "without days"},
		{"1s", time.Second, true, "the shortest"},
		{"3650d", maxKeep, true, "the longest"},
		{"ever", 0, true, "the default"},
		{"3650d1s", 0, false, "longer than the longest"},
		{"999ms", 0, false, "shorter than the shortest"},
		{"0d", 0, false, "would keep nothing"},
		{"", 0, false, "no time"},
		{"30", 0, false, "no unit"},
		{"30D", 0, false, "units are small letters"},
		{"d", 0, false, "no number"},
		{"-1d", 0, false, "a time to come"},
		{"2d-1h", 0, false, "no sum"},
		{"2d+1h", 0, false, "nor so"},
		{"1.5d", 0, false, "1d12h says it"},
		{"1h2d", 0, false, "days come first"},
		{"99999999d", 0, false, "a number that does not fit"},
		{"300y", 0, false, "years have no fixed length"},
	} {
		got, err := parseKeep(tt.text)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("parseKeep(%q) = %v, %v, want %v, %t; %s", tt.text, got, err, tt.want, tt.ok, tt.reason)
		}
		if err != nil || got == 0 {
			continue
		}
		if again, err := parseKeep(formatDays(got)); again != got || err != nil {
			t.Errorf("parseKeep(formatDays(%v)) = %v, %v, want the same", got, again, err)
		}
	}
}

// TestKeep: statuses go when they are old or too many, and do not count any more.
func TestKeep(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		args   []string
		reason string
	}{
		{"sqlite", []string{"--store", "sqlite:s.db", "--keep", "1s", "--test-powers", "--tenant-statuses", "3"}, "an old one goes, also the newest, and makes room"},
		{"both", []string{"--store", "sqlite:s.db", "--keep", "1s", "--keep-last", "2"}, "both bounds hold"},
		{"memory", []string{"--store", "memory", "--keep", "1s"}, "the store in memory does so, too"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := startService(t, t.TempDir(), append(tt.args, "--log-level", "error")...)
			target := p.base + "/education/synchronizationProfiles/p/profileStatus"
			for range 2 {
				for _, id := range []string{"a", "b", "c"} {
					for n := 0; ; n++ { // the room is known a moment after the status is gone
						status := request(t, "POST", target, `{"id":"`+id+`","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`)
						if status == 201 {
							break
						}
						if status != 429 || n == 1000 {
							t.Fatalf("create %s: %d; %s", id, status, tt.reason)
						}
						time.Sleep(10 * time.Millisecond)
					}
				}
				for n := 0; request(t, "GET", target, "") != 404; n++ {
					if n == 1000 {
						t.Fatalf("the statuses are still there; %s", tt.reason)
					}
					time.Sleep(10 * time.Millisecond)
				}
			}
		})
	}
}

// request sends a request and returns the status of the answer.
func request(t *testing.T, method, target, body string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer any-token")
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode
}
