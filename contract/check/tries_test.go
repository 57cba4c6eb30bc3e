package check

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

// TestTries: how often one request is sent, and what is said when it gets no
// answer that counts. The time in it is not real.
func TestTries(t *testing.T) {
	const paths = "  /a: {get: {operationId: a, responses: {'200': {description: d}, '429': {description: d, content: {application/json: {schema: {type: object}}}}, '500': {description: d}, '503': {description: d}}}}\n" +
		"  /b: {get: {operationId: b, responses: {'200': {description: d}}}}\n"
	busy := func(status int, wait string) reply {
		return reply{status, http.Header{"Retry-After": {wait}, "Content-Type": {"application/json"}}, "{}"}
	}
	good := reply{status: 200}
	tests := []struct {
		name   string
		cfg    Config
		first  []reply // then the last one again and again
		sent   int
		broken string // rules
		said   string
		ended  bool
		reason string
	}{
		{"good", Config{}, []reply{good}, 1, "", "", false, "one is enough"},
		{"busy once", Config{}, []reply{busy(429, "1"), good}, 2, "", "", false, "it said when"},
		{"always busy", Config{}, []reply{busy(429, "30")}, 20, "", "a: some requests were answered with 429 however often", true, "30 s is waited for, 20 times are the most, and nobody else was let through"},
		{"long busy", Config{}, []reply{busy(429, "31")}, 1, "", "a: some requests were answered with 429", false, "nobody waits for more than 30 s"},
		{"not there", Config{}, []reply{busy(503, "1")}, 3, "refused status", "a: some requests were answered with 503", false, "it may well stay so"},
		{"not there once", Config{}, []reply{busy(503, "1"), good}, 2, "", "", false, "that it was refused is not said, the next answer tells"},
		{"does not say when", Config{}, []reply{{429, http.Header{"Content-Type": {"application/json"}}, "{}"}, good}, 2, "retryAfter header/Retry-After", "", false, "a second is waited, and the header is missing"},
		{"wrong while busy", Config{}, []reply{{429, http.Header{"Retry-After": {"1"}, "Content-Type": {"application/json"}}, "{"}, good}, 2, "json ", "", false, "the answer that was wrong is shown, not the one after it"},
		{"fails", Config{}, []reply{{status: 500}}, 1, "serverError status", "", false, "nothing says to come again"},
		{"closes", Config{}, []reply{{}}, 2, "noAnswer connection", "", false, "the connection may have been idle: it is sent once more"},
		{"closes, tolerated", Config{Tolerate: []string{"noAnswer"}}, []reply{{}}, 2, "", "", false, "nobody wants to know"},
		{"closes once", Config{}, []reply{{}, good}, 2, "noAnswer connection", "", false, "a connection in use was cut"},
		{"closes once, tolerated", Config{Tolerate: []string{"noAnswer"}}, []reply{{}, good}, 2, "", "", false, "nobody wants to know"},
		{"stream", Config{}, []reply{{status: 200, header: http.Header{"Content-Type": {"text/event-stream"}}}}, 1, "", "a: a stream of events was not read", false, "it has no end"},
		{"too long", Config{}, []reply{{status: 200, body: strings.Repeat(" ", MaxAnswer+1)}}, 1, "noAnswer connection", "", false, "no second one is read"},
		{"left out", Config{Exclude: []string{"operation=a"}}, []reply{good}, 0, "", "GET /v1/a belongs to an operation that is not selected", false, "nobody asked for it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sent := 0
				tt.cfg.Transport = replies(func(*http.Request) reply {
					sent++
					return tt.first[min(sent, len(tt.first))-1]
				})
				k := started(t, paths, tt.cfg)
				s := k.operations[0]
				p := k.own(s, "examples", smallest)
				if tt.sent == 0 {
					p.path = "/v1/a"
				}
				ctx, stop := context.WithCancelCause(t.Context())
				defer stop(nil)
				k.pulse.stop = stop
				r, found := k.try(ctx, p)
				if ended := gone(ctx) != nil; ended != tt.ended {
					t.Errorf("the run ended: %t, want %t\nreason: %s", ended, tt.ended, tt.reason)
				}
				for _, f := range k.tally.Findings() { // of answers that were not the last
					if found = append(found, f.Violation); f.Example.Status != tt.first[0].status {
						t.Errorf("the example of %s is a %d, want a %d\nreason: %s", f.Violation.Rule, f.Example.Status, tt.first[0].status, tt.reason)
					}
				}
				if got := rules(found); sent != tt.sent || got != tt.broken || !strings.Contains(k.said(), tt.said) || tt.said == "" && k.said() != "" {
					t.Errorf("%d requests were sent, want %d\n%q are broken, want %q\nsaid: %s, want %q\nreason: %s", sent, tt.sent, got, tt.broken, k.said(), tt.said, tt.reason)
				}
				if last := tt.first[len(tt.first)-1]; (r != nil) != (tt.sent > 0 && last.status != 0 && len(last.body) <= MaxAnswer) || r != nil && (r.Status != last.status || r.id != tries(tt.first, sent)) {
					t.Errorf("the result is %+v, want one of %d", r, last.status)
				}
				seen := 0
				for _, n := range k.cover.of(p).Statuses {
					seen += n
				}
				if r != nil && seen != tries(tt.first, sent) || int(k.requests.Load()) > sent {
					t.Errorf("%d statuses and %d requests were counted of %d\nreason: %s", seen, k.requests.Load(), sent, tt.reason)
				}
			})
		})
	}
}

// tries returns how many of so many requests were answered.
func tries(first []reply, sent int) int {
	if first[0].status == 0 {
		return sent - 1
	}
	return sent
}

// TestCutUnannounced: a server that closes connections which it said it would keep
// is asked once more over a new one.
func TestCutUnannounced(t *testing.T) {
	const paths = "  /a: {post: {operationId: a, responses: {'200': {description: d}}}}\n"
	tests := []struct {
		name   string
		kept   int // answers on one connection
		broken string
		reason string
	}{
		{"kept", 100, "", "nothing was cut"},
		{"closed after one answer", 1, "noAnswer connection", "the warning, since the second try is answered"},
		{"never answers", 0, "noAnswer connection", "a new connection is closed, too"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var mu sync.Mutex
			answered := make(map[string]int)
			both := make(chan bool)
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				mu.Lock()
				answered[r.RemoteAddr]++
				n := answered[r.RemoteAddr]
				mu.Unlock()
				if n > tt.kept {
					panic(http.ErrAbortHandler)
				}
				if r.Method == http.MethodGet { // two connections at the same time
					select {
					case both <- true:
					case <-both:
					}
				}
			}))
			defer server.Close()
			k := started(t, paths, Config{Transport: http.DefaultTransport.(*http.Transport).Clone()})
			base, err := url.Parse(server.URL + "/v1")
			if err != nil {
				t.Fatal(err)
			}
			k.client.base = base
			if tt.kept > 0 {
				var wg sync.WaitGroup
				for range 2 {
					wg.Go(func() {
						if resp, err := k.client.http.Get(server.URL); err == nil {
							resp.Body.Close()
						}
					})
				}
				wg.Wait()
			}
			r, found := k.try(t.Context(), k.own(k.operations[0], "examples", smallest))
			if got := rules(found); got != tt.broken || (r != nil) != (tt.kept > 0) {
				t.Errorf("%q are broken, want %q; an answer: %t\nreason: %s", got, tt.broken, r != nil, tt.reason)
			}
		})
	}
}

// TestStartRefuses: what cannot be begun.
func TestStartRefuses(t *testing.T) {
	const onePath = "{openapi: 3.0.3, info: {title: t, version: v}, paths: {/a: {get: {operationId: a, responses: {'200': {description: d}}}}}}"
	tests := []struct {
		name, document string
		cfg            Config
		want, reason   string
	}{
		{"right", onePath, Config{}, "", "nothing is wrong"},
		{"no document", "openapi: [", Config{}, "could not run: ", "it cannot be read"},
		{"no operation", "{openapi: 3.0.3, info: {title: t, version: v}, paths: {}}", Config{}, "the document has no operation", "nothing can be sent"},
		{"a rate", onePath, Config{Rate: -1}, "rate -1", "the configuration is looked at"},
		{"a rule", onePath, Config{Tolerate: []string{"stauts"}}, `rule "stauts"`, "it tolerates nothing"},
		{"a selector", onePath, Config{Include: []string{"operation=b"}}, "names no operation", "nobody is meant"},
	}
	for _, tt := range tests {
		tt.cfg.Document, tt.cfg.Base = []byte(tt.document), "http://start.test"
		k, err := start(tt.cfg)
		if got := fmt.Sprint(err); (k == nil) != (tt.want != "") || tt.want != "" && !strings.Contains(got, tt.want) {
			t.Errorf("%s: start() = %v, %v, want %q\nreason: %s", tt.name, k, err, tt.want, tt.reason)
		}
	}
}

// TestRandomOfName: chance depends on the seed and on the name, and on nothing else.
func TestRandomOfName(t *testing.T) {
	of := func(seed uint64, name string) uint64 {
		k := &checker{cfg: Config{Seed: seed}}
		return k.random(name).Uint64()
	}
	for _, tt := range []struct {
		seed   uint64
		name   string
		same   bool
		reason string
	}{
		{1, "ab", true, "a run can be repeated"},
		{2, "ab", false, "another seed"},
		{1, "ba", false, "another name"},
		{1, "", false, "no name"},
	} {
		if same := of(tt.seed, tt.name) == of(1, "ab"); same != tt.same {
			t.Errorf("%d %q is the same as 1 ab: %t, want %t\nreason: %s", tt.seed, tt.name, same, tt.same, tt.reason)
		}
	}
}

// TestRunsPhases: which phases are asked for.
func TestRunsPhases(t *testing.T) {
	for _, tt := range []struct {
		only   []string
		want   bool
		reason string
	}{
		{nil, true, "none is all"},
		{[]string{"auth", "media"}, true, "it is named"},
		{[]string{"auth"}, false, "another one is named"},
	} {
		c := Config{Only: tt.only}
		if got := c.runs("media"); got != tt.want {
			t.Errorf("%q run media: %t, want %t\nreason: %s", tt.only, got, tt.want, tt.reason)
		}
	}
}
