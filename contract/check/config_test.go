package check

import (
	"errors"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"profilestatus.example/contract"
)

// TestComplete: which configurations say what is to be done, and what stands for
// what they leave out.
func TestComplete(t *testing.T) {
	doc, err := contract.Load([]byte("{openapi: 3.0.3, info: {title: t, version: v}, servers: [{url: /v1}], paths: {}}"))
	if err != nil {
		t.Fatal(err)
	}
	const base = "http://h/v1"
	tests := []struct {
		config Config
		path   string // of the server
		want   string // of the error
		reason string
	}{
		{Config{Base: "http://h"}, "/v1", "", "the base path is that of the document"},
		{Config{Base: "https://h/v2/"}, "/v2", "", "or that of the server"},
		{Config{Base: "http://h/"}, "", "", "which may be its root"},
		{Config{Base: "h:80"}, "", "base URL", "no scheme"},
		{Config{Base: "ftp://h"}, "", "base URL", "another scheme"},
		{Config{Base: "http:///v1"}, "", "base URL", "no host"},
		{Config{Base: "http://h/?a=b"}, "", "base URL", "a query belongs to a request"},
		{Config{Base: "http://h/#a"}, "", "base URL", "a fragment is sent to nobody"},
		{Config{Base: "http://h:65536"}, "", "base URL", "there is no such port"},
		{Config{Base: "http://h:65535/v1"}, "/v1", "", "the last one"},
		{Config{Base: "http://[::1"}, "", "base URL", "it cannot be read"},
		{Config{Base: base, Rate: -1}, "", "rate -1", "less than nothing"},
		{Config{Base: base, Rate: math.NaN()}, "", "rate NaN", "no number"},
		{Config{Base: base, MaxTime: -1}, "", "negative", "less than no time"},
		{Config{Base: base, Timeout: -1}, "", "negative", "less than no time"},
		{Config{Base: base, MaxLatency: -1}, "", "negative", "less than no time"},
		{Config{Base: base, Concurrency: -1}, "", "concurrency -1", "less than nobody"},
		{Config{Base: base, Concurrency: 1001}, "", "concurrency 1001", "too many connections"},
		{Config{Base: base, Concurrency: 1000}, "/v1", "", "the most"},
		{Config{Base: base, Cases: 1_000_001}, "", "cases 1000001", "it would never end"},
		{Config{Base: base, Cases: 1_000_000}, "/v1", "", "the most"},
		{Config{Base: base, Only: []string{"state", "stat"}}, "", `phase "stat"`, "there is no such phase"},
	}
	for _, tt := range tests {
		c, at, err := tt.config.complete(doc)
		if tt.want != "" {
			if !errors.Is(err, ErrNotRun) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%+v: %v, want %q\nreason: %s", tt.config, err, tt.want, tt.reason)
			}
			continue
		}
		if err != nil || at.Path != tt.path {
			t.Errorf("%+v: %v, %v, want the path %q\nreason: %s", tt.config, at, err, tt.path, tt.reason)
		} else if c.Seed == 0 || c.Token == "" || c.Timeout != DefaultTimeout || tt.config.Concurrency == 0 && c.Concurrency != DefaultConcurrency || tt.config.Cases == 0 && c.Cases != DefaultCases {
			t.Errorf("%+v is completed to %+v\nreason: %s", tt.config, c, tt.reason)
		}
	}
	given := Config{Base: base, Seed: 7, Cases: 3, Timeout: time.Second, Concurrency: 2, Token: "t"}
	if c, _, err := given.complete(doc); err != nil || c.Seed != 7 || c.Cases != 3 || c.Timeout != time.Second || c.Concurrency != 2 || c.Token != "t" {
		t.Errorf("%+v is completed to %+v, %v, want what was given", given, c, err)
	}
}

// TestRetryAfter: how long an answer asks to wait.
func TestRetryAfter(t *testing.T) {
	for _, tt := range []struct {
		value    string
		from, to time.Duration
		reason   string
	}{
		{"", time.Second, time.Second, "it does not say"},
		{"0", 0, 0, "not at all"},
		{"7", 7 * time.Second, 7 * time.Second, "seconds"},
		{"-1", time.Second, time.Second, "no number of seconds"},
		{"86400", time.Hour, time.Hour, "an hour is the most"},
		{"soon", time.Second, time.Second, "it cannot be read"},
		{"Mon, 02 Jan 2006 15:04:05 GMT", 0, 0, "a time that is over"},
		{"Mon, 02 Jan 2090 15:04:05 GMT", time.Hour, time.Until(time.Date(2091, 1, 1, 0, 0, 0, 0, time.UTC)), "a time to come"},
	} {
		if got := retryAfter(http.Header{"Retry-After": {tt.value}}); got < tt.from || got > tt.to {
			t.Errorf("%q: %v, want %v to %v\nreason: %s", tt.value, got, tt.from, tt.to, tt.reason)
		}
	}
}
