package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	workers = 32 // each with a tenant of its own at a time

	// tenantRequests is after how many requests a tenant is given up.
	tenantRequests = 200

	// patience is how long a client waits for an answer: a busy machine stops for
	// seconds now and then. Where a rule lets it hang, it waits for hangs.
	patience = 20 * time.Second
	hangs    = time.Second

	// toldOfKind is how many findings of each kind are told.
	toldOfKind = 5
)

// hanging is the profile whose creates hang.
const hanging = "hanging"

// A fault is a rule for a profile of its own, and what the client sees of it.
type fault struct{ profile, rule, want string }

// broken is what a client sees instead of an answer.
const broken = "no answer"

var faults = []fault{
	{"throttled", `"answer": {"status": 429, "retryAfter": 1}`, "429"},
	{"down", `"answer": {"status": 503}`, "503"},
	{"failing", `"answer": {"status": 500}`, "500"},
	{"lost", `"when": "after", "answer": {"status": 503}`, "503"},
	{"reset", `"connection": "reset"`, broken},
	{"cut", `"connection": "cut"`, broken},
	{"slow", `"delay": {"uniform": {"min": 1, "max": 100}}`, "201"},
	{"odd", `"answer": {"status": 502, "body": "<html>", "breaksContract": true}`, "502"},
	{hanging, `"connection": "hang"`, broken},
}

// A traffic counts what was sent and what came back.
type traffic struct {
	service  *service
	web      *http.Client
	turn     chan struct{} // one for each request
	requests atomic.Int64
	faults   atomic.Int64 // of them, answered by rules
	tenants  atomic.Int64

	mu       sync.Mutex
	kinds    map[string]int // findings by what came
	findings []string       // some of each kind
}

func (t *traffic) String() string {
	return fmt.Sprintf("%d requests, %d of them answered by rules, of %d tenants; unexpected: %v", t.requests.Load(), t.faults.Load(), t.tenants.Load(), t.kinds)
}

// found notes what should not have happened. A few of a kind tell enough.
func (t *traffic) found(kind, format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kinds == nil {
		t.kinds = make(map[string]int)
	}
	if t.kinds[kind]++; t.kinds[kind] <= toldOfKind {
		t.findings = append(t.findings, time.Now().Format(time.TimeOnly)+" "+fmt.Sprintf(format, args...))
	}
}

// play sends requests to p until ctx ends.
func play(ctx context.Context, p *service, rate int) *traffic {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = workers
	t := &traffic{service: p, web: &http.Client{Transport: transport}, turn: make(chan struct{})}
	defer t.web.CloseIdleConnections()
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for ctx.Err() == nil {
				t.tenant(ctx)
			}
		})
	}
	ticker := time.NewTicker(time.Second / time.Duration(rate))
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			select {
			case t.turn <- struct{}{}:
			default: // all wait for answers
			}
		case <-ctx.Done():
			group.Wait()
			return t
		}
	}
}

// tenant lives the life of a tenant. Two of three are deleted, the others are
// left to be forgotten.
func (t *traffic) tenant(ctx context.Context) {
	base := fmt.Sprintf("%s/tenants/soak-%d", t.service.base, t.tenants.Add(1))
	for _, f := range faults {
		body := fmt.Sprintf(`{"match": {"profile": "%s", "operations": ["createProfileStatus"]}, %s}`, f.profile, f.rule)
		t.expect(ctx, "POST", base+"/__mock/rules", body, "201")
	}
	for n := range tenantRequests {
		select {
		case <-t.turn:
		case <-ctx.Done():
			return
		}
		if rand.IntN(10) == 0 {
			f := faults[rand.IntN(len(faults)-1)]
			if n == tenantRequests/2 {
				f = faults[len(faults)-1] // it takes long
			}
			t.faults.Add(1)
			t.expect(ctx, "POST", statusOf(base, f.profile), newStatus(""), f.want)
			continue
		}
		t.ordinary(ctx, base, n)
	}
	if rand.IntN(3) > 0 {
		t.expect(ctx, "DELETE", base+"/__mock/tenant", "", "204")
	}
}

func statusOf(base, profile string) string {
	return base + "/beta/education/synchronizationProfiles/" + profile + "/profileStatus"
}

func newStatus(id string) string {
	if id != "" {
		id = `"id": "` + id + `", `
	}
	return `{` + id + `"status": "success", "lastSynchronizationDateTime": "2026-11-23T10:58:12+01:00"}`
}

// ordinary sends a request that no rule answers.
func (t *traffic) ordinary(ctx context.Context, base string, n int) {
	profile := fmt.Sprintf("school-%d", rand.IntN(10))
	at := statusOf(base, profile)
	switch rand.IntN(12) {
	case 0:
		t.expect(ctx, "GET", at, "", "200 404")
	case 1:
		t.expect(ctx, "GET", at+"History?$top=5", "", "200")
	case 2:
		t.expect(ctx, "POST", at, `{"status": "lost"}`, "400")
	case 3:
		id := fmt.Sprintf("run-%d", n)
		t.expect(ctx, "POST", at, newStatus(id), "201")
		t.expect(ctx, "GET", at+"History/"+id, "", "200 404") // 404 once it is old
	case 4:
		t.expect(ctx, "DELETE", at, "", "204")
	case 5:
		t.expect(ctx, "GET", base+"/__contract/violations", "", "200")
	default:
		t.expect(ctx, "POST", at, newStatus(""), "201")
	}
}

// expect sends a request and notes an answer that is none of those that are
// wanted, by their statuses.
func (t *traffic) expect(ctx context.Context, method, target, body, want string) {
	t.requests.Add(1)
	got, text := t.send(ctx, method, target, body)
	if !strings.Contains(want, got) && ctx.Err() == nil {
		t.found(got, "%s %s: %s, want %s: %.300s", method, target, got, want, text)
	}
}

func (t *traffic) send(ctx context.Context, method, target, body string) (status, text string) {
	limit := patience
	if strings.Contains(target, hanging) {
		limit = hangs
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	if err != nil {
		return "no request", err.Error()
	}
	r.Header.Set("Authorization", "Bearer any-token")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := t.web.Do(r)
	if err != nil {
		return broken, err.Error()
	}
	all, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return broken, err.Error()
	}
	return fmt.Sprint(resp.StatusCode), string(all)
}
