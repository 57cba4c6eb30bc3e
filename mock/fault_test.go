package mock_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/mock"
)

// A faulty is a mock behind a server of Go, with a client of its own.
type faulty struct {
	*httptest.Server
	mock     *mock.Mock
	contract *contract.Contract
	client   *http.Client
}

// protocols are the ways to reach a mock.
var protocols = []struct {
	name, reason string
	http2        bool
}{
	{"HTTP/1.1", "a connection is that of one request", false},
	{"HTTP/2.0", "many requests share one", true},
}

func newFaulty(t *testing.T, http2 bool, options ...mock.Option) *faulty {
	t.Helper()
	m, err := mock.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		t.Fatal(err)
	}
	f := &faulty{httptest.NewUnstartedServer(m.WithControl()), m, c, nil}
	f.Config.ReadTimeout, f.Config.WriteTimeout = 10*time.Second, 10*time.Second
	if f.EnableHTTP2 = http2; http2 {
		f.StartTLS()
	} else {
		f.Start()
	}
	f.client = f.Client()
	t.Cleanup(f.Close)
	t.Cleanup(m.Close)
	return f
}

// do sends a request to a tenant and returns the answer with its body as far as
// it came.
func (f *faulty) do(ctx context.Context, method, target, body string, headers ...string) (*http.Response, string, error) {
	r, err := http.NewRequestWithContext(ctx, method, f.URL+target, strings.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	r.Header.Set("Authorization", "Bearer x")
	if body == "" {
		r.Body = http.NoBody
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := f.client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp, string(data), err
}

// rule gives a tenant a rule.
func (f *faulty) rule(t *testing.T, tenant, rule string) {
	t.Helper()
	resp, body, err := f.do(t.Context(), "POST", "/tenants/"+tenant+"/__mock/rules", rule)
	if err != nil || resp.StatusCode != 201 {
		t.Fatalf("rule %s: %v, %s", rule, err, body)
	}
}

// validate returns what an answer breaks of the document, but that it refuses a
// good request or says that the service failed, which a rule is for.
func (f *faulty) validate(method, target, request string, resp *http.Response, body string) []contract.Violation {
	v := f.contract.Exchange(&contract.Exchange{
		Method: method, Target: target, RequestHeader: resp.Request.Header, RequestBody: []byte(request),
		Status: resp.StatusCode, ResponseHeader: resp.Header, ResponseBody: []byte(body),
	})
	return slices.DeleteFunc(v.Violations, func(found contract.Violation) bool { return found.Rule == "refused" || found.Rule == "serverError" })
}

// recorded is what the journal of a tenant says.
type recorded struct {
	Counts    struct{ RequestBroken, ResponseBroken int }
	Findings  []struct{ Rule, Message, Found, Want string }
	Exchanges []struct {
		Operation, Rule string
		Attempt         int
		Response        *struct{ Status int }
		Violations      []contract.Violation
	}
}

func (f *faulty) recorded(t *testing.T, tenant string) (r recorded) {
	t.Helper()
	_, body, err := f.do(t.Context(), "GET", "/tenants/"+tenant+"/__contract/violations", "")
	if err == nil {
		err = json.Unmarshal([]byte(body), &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// exists reports whether the profile of the tests has a status.
func (f *faulty) exists(t *testing.T, tenant string) bool {
	t.Helper()
	_, body, err := f.do(t.Context(), "GET", "/tenants/"+tenant+"/__mock/profiles", "")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(body, `"run-1"`)
}

const tenantT = "t" // of the tests of faults; each has a mock of its own

// TestAnswers: what a rule answers is complete and valid by the document, and
// the operation took effect or not as the rule says.
func TestAnswers(t *testing.T) {
	tests := []struct {
		name, rule, method string
		status             int
		has                string // in the body
		header             string // name: value
		effect             bool
		invalid            bool // on purpose
		reason             string
	}{
		{"none", `{"match":{"profile":"other"},"answer":{"status":429}}`, "POST", 201, `"run-1"`, "", true, false, "a rule for others changes nothing"},
		{"429", `{"answer":{"status":429,"retryAfter":7}}`, "POST", 429, `"code":"TooManyRequests"`, "Retry-After: 7", false, false, "throttled before the effect"},
		{"429 at once", `{"answer":{"status":429,"retryAfter":0}}`, "POST", 429, "", "Retry-After: 0", false, false, "the client need not wait"},
		{"503", `{"answer":{"status":503}}`, "GET", 503, "The rule r1", "Retry-After: 1", false, false, "a second is the default, and the message names the rule"},
		{"503 after", `{"when":"after","answer":{"status":503,"message":"Lost."}}`, "POST", 503, `"message":"Lost."`, "Retry-After: 1", true, false, "the status is stored all the same"},
		{"400", `{"answer":{"status":400}}`, "POST", 400, `"code":"BadRequest"`, "", false, false, "a refusal of a good request"},
		{"401", `{"answer":{"status":401}}`, "POST", 401, `"code":"InvalidAuthenticationToken"`, `WWW-Authenticate: Bearer realm="profilestatus", error="invalid_token"`, false, false, "with the header of the document"},
		{"403", `{"answer":{"status":403}}`, "POST", 403, `"code":"AccessDenied"`, `WWW-Authenticate: Bearer realm="profilestatus"`, false, false, "with the header of the document"},
		{"404", `{"answer":{"status":404}}`, "POST", 404, `"code":"ResourceNotFound"`, "", false, false, "as if the profile was unknown"},
		{"409", `{"match":{"operations":["createProfileStatus"]},"answer":{"status":409}}`, "POST", 409, `"code":"Conflict"`, "", false, false, "as if the id was taken"},
		{"413", `{"match":{"operations":["createProfileStatus"]},"answer":{"status":413}}`, "POST", 413, `"code":"RequestEntityTooLarge"`, "", false, false, "too large"},
		{"415", `{"match":{"operations":["createProfileStatus"]},"answer":{"status":415}}`, "POST", 415, `"code":"UnsupportedMediaType"`, "", false, false, "of another type"},
		{"500 after", `{"when":"after","answer":{"status":500}}`, "POST", 500, `"code":"InternalServerError"`, "", true, false, "it is not known what happened"},
		{"delete", `{"answer":{"status":500}}`, "DELETE", 500, "", "", false, false, "every operation can fail"},
		{"504", `{"answer":{"status":504,"breaksContract":true}}`, "POST", 504, `"message":"The rule r1`, "", false, true, "a gateway's status, which the document does not have"},
		{"page", `{"answer":{"status":200,"body":"<p>Log in</p>","headers":{"Content-Type":"text/html"},"breaksContract":true}}`, "GET", 200, "<p>Log in</p>", "Content-Type: text/html", false, true, "a proxy that wants a login"},
		{"no Retry-After", `{"answer":{"status":429,"breaksContract":true}}`, "POST", 429, `"error"`, "Retry-After: ", false, true, "a throttle that says nothing"},
		{"Retry-After in words", `{"answer":{"status":429,"headers":{"Retry-After":"soon"},"breaksContract":true}}`, "POST", 429, `"error"`, "Retry-After: soon", false, true, "which no client understands"},
		{"raw after", `{"when":"after","answer":{"status":201,"body":"{","breaksContract":true}}`, "POST", 201, "{", "", true, true, "an answer that cannot be read, of a create that worked"},
		{"delay", `{"delay":{"fixed":20}}`, "POST", 201, `"run-1"`, "", true, false, "late, and otherwise as ever"},
		{"delayed error", `{"when":"after","delay":{"uniform":{"min":1,"max":20}},"answer":{"status":503}}`, "POST", 503, "", "Retry-After: 1", true, false, "late and lost"},
	}
	for _, p := range protocols {
		f := newFaulty(t, p.http2)
		for _, tt := range tests {
			t.Run(p.name+"/"+tt.name, func(t *testing.T) {
				tenant := strings.ReplaceAll(tt.name, " ", "-")
				f.rule(t, tenant, tt.rule)
				body := ""
				if tt.method == "POST" {
					body = success
				}
				resp, answer, err := f.do(t.Context(), tt.method, "/tenants/"+tenant+"/beta"+profile, body)
				if err != nil {
					t.Fatal(err)
				}
				name, value, _ := strings.Cut(tt.header, ": ")
				if resp.StatusCode != tt.status || !strings.Contains(answer, tt.has) || resp.Header.Get(name) != value || resp.Proto != p.name {
					t.Errorf("got %s %v %s\nwant %d with %s and %s\nreason: %s", resp.Proto, resp.Status, answer, tt.status, tt.has, tt.header, tt.reason)
				}
				if found := f.validate(tt.method, "/beta"+profile, body, resp, answer); (len(found) > 0) != tt.invalid {
					t.Errorf("the document says %v\nreason: %s", found, tt.reason)
				}
				if got := f.exists(t, tenant); got != tt.effect {
					t.Errorf("the status is there: %t\nreason: %s", got, tt.reason)
				}
				r := f.recorded(t, tenant)
				if x := r.Exchanges; len(x) != 1 || x[0].Response.Status != tt.status || (x[0].Rule == "r1") != (tt.name != "none") || len(r.Findings) > 0 {
					t.Errorf("recorded: %+v\nreason: what a rule does is no finding", r)
				}
			})
		}
	}
}

// TestFailsByItself: a request that fails is answered as without a rule that
// comes after the effect, and does not use it up.
func TestFailsByItself(t *testing.T) {
	f := newFaulty(t, false)
	f.rule(t, tenantT, `{"when":"after","times":1,"answer":{"status":503}}`)
	for _, step := range []struct {
		method, body string
		status       int
		reason       string
	}{
		{"GET", "", 404, "there is none yet"},
		{"POST", success, 503, "the first that works loses its answer"},
		{"POST", success, 409, "the client's id shows that it worked"},
		{"GET", "", 200, "and it can be read"},
	} {
		resp, body, err := f.do(t.Context(), step.method, "/tenants/t/beta"+profile, step.body)
		if err != nil || resp.StatusCode != step.status {
			t.Errorf("%s: %v, %s, want %d\nreason: %s", step.method, err, body, step.status, step.reason)
		}
	}
	r := f.recorded(t, tenantT)
	if x := r.Exchanges; len(x) != 4 || x[0].Rule != "" || x[1].Rule != "r1" || x[2].Rule != "" || len(r.Findings) > 0 {
		t.Errorf("recorded: %+v", r)
	}
}

// TestConnections: connections break as a rule says, and are recorded as what
// the client got.
func TestConnections(t *testing.T) {
	tests := []struct {
		name, rule, method string
		status             int  // that the client gets before it breaks; 0: none
		effect             bool // of the create
		reason             string
	}{
		{"reset", `{"times":1,"connection":"reset"}`, "POST", 0, false, "nothing was done"},
		{"reset after", `{"times":1,"connection":"reset","when":"after"}`, "POST", 0, true, "the answer is lost"},
		{"cut", `{"times":1,"connection":"cut"}`, "POST", 201, false, "it looks like a success, and nothing was done"},
		{"cut after", `{"times":1,"connection":"cut","when":"after"}`, "POST", 201, true, "the rest of the answer is lost"},
		{"cut nothing", `{"times":1,"connection":"cut","when":"after"}`, "DELETE", 0, false, "an answer without a body cannot be cut in it"},
	}
	for _, p := range protocols {
		f := newFaulty(t, p.http2)
		for _, tt := range tests {
			t.Run(p.name+"/"+tt.name, func(t *testing.T) {
				tenant := strings.ReplaceAll(tt.name, " ", "-")
				f.rule(t, tenant, tt.rule)
				body := ""
				if tt.method == "POST" {
					body = success
				}
				resp, answer, err := f.do(t.Context(), tt.method, "/tenants/"+tenant+"/beta"+profile, body)
				switch {
				case err == nil:
					t.Fatalf("got %s %s\nreason: %s", resp.Status, answer, tt.reason)
				case tt.status == 0 && resp != nil, tt.status != 0 && (resp == nil || resp.StatusCode != tt.status || len(answer) == 0 || int64(2*len(answer)) > resp.ContentLength):
					t.Errorf("got %v, %q, %v\nreason: %s", resp, answer, err, tt.reason)
				case strings.HasPrefix(tt.name, "reset") && !p.http2 && !errors.Is(err, syscall.ECONNRESET):
					t.Errorf("got %v, want a reset\nreason: %s", err, tt.reason)
				}
				if got := f.exists(t, tenant); got != tt.effect {
					t.Errorf("the status is there: %t\nreason: %s", got, tt.reason)
				}
				r := f.recorded(t, tenant)
				if x := r.Exchanges; len(x) != 1 || x[0].Rule != "r1" || len(r.Findings) > 0 || (x[0].Response != nil) != (tt.status != 0) {
					t.Errorf("recorded: %+v\nreason: what a rule does is no finding", r)
				}
			})
		}
	}
}

// TestHangs: a request that hangs, or waits, ends with the client and with the
// service, and leaves nothing behind.
func TestHangs(t *testing.T) {
	tests := []struct {
		name, rule string
		shutdown   bool // the service ends; otherwise the client does
		status     int  // that the client gets then
		effect     bool
		reason     string
	}{
		{"hang until the client goes", `{"connection":"hang"}`, false, 0, false, "a client has a time-out"},
		{"hang after the effect", `{"connection":"hang","when":"after"}`, false, 0, true, "which it must not take for a failure"},
		{"hang until the service stops", `{"connection":"hang"}`, true, 0, false, "a rule does not keep it"},
		{"wait until the client goes", `{"delay":{"fixed":60000}}`, false, 0, false, "what nobody waits for is not done"},
		{"wait after the effect", `{"delay":{"fixed":60000},"when":"after"}`, false, 0, true, "it was done before"},
		{"wait until the service stops", `{"delay":{"fixed":60000}}`, true, 201, true, "what was begun is answered"},
	}
	for _, p := range protocols {
		for _, tt := range tests {
			t.Run(p.name+"/"+tt.name, func(t *testing.T) {
				f := newFaulty(t, p.http2)
				f.rule(t, tenantT, tt.rule)
				before := runtime.NumGoroutine()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				type result struct {
					resp *http.Response
					err  error
				}
				ended := make(chan result, 1)
				go func() {
					resp, _, err := f.do(ctx, "POST", "/tenants/t/beta"+profile, success)
					ended <- result{resp, err}
				}()
				f.awaitFired(t)
				if tt.shutdown {
					f.mock.Close()
				} else {
					cancel()
				}
				r := <-ended
				if (r.err != nil) != (tt.status == 0) || tt.status != 0 && r.resp.StatusCode != tt.status {
					t.Errorf("got %+v\nreason: %s", r, tt.reason)
				}
				settles(t, "the exchange is recorded", func() bool { return len(f.recorded(t, tenantT).Exchanges) == 1 })
				if x := f.recorded(t, tenantT); x.Exchanges[0].Rule != "r1" || len(x.Findings) > 0 {
					t.Errorf("recorded: %+v\nreason: %s", x, tt.reason)
				}
				if got := f.exists(t, tenantT); got != tt.effect {
					t.Errorf("the status is there: %t\nreason: %s", got, tt.reason)
				}
				f.client.CloseIdleConnections()
				settles(t, "no goroutine is left", func() bool { return runtime.NumGoroutine() <= before })
			})
		}
	}
}

// awaitFired waits until a rule has a request.
func (f *faulty) awaitFired(t *testing.T) {
	t.Helper()
	settles(t, "a rule has fired", func() bool {
		_, body, err := f.do(t.Context(), "GET", "/tenants/t/__mock/rules", "")
		return err == nil && strings.Contains(body, `"fired":1`)
	})
}

// settles waits until something is so; half a minute is long enough for any
// machine.
func settles(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}
