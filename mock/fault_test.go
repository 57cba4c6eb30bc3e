package mock_test

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"profilestatus.example/mock"
)

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
		{"503", `{"answer":{"status":503}}`, "GET", 503, "Rule r1", "Retry-After: 1", false, false, "a second is the default, and the message names the rule"},
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
		{"504", `{"answer":{"status":504,"breaksContract":true}}`, "POST", 504, `"message":"Rule r1`, "", false, true, "a gateway's status, which the document does not have"},
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
	f.rule(t, tenantT, `{"when":"after","times":1,"answer":{"status":503,"retryAfter":0}}`)
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
	if got, want := f.mock.Stats(), (mock.Stats{Tenants: 2, RulesFired: 1}); got != want { // the default one is always there
		t.Errorf("Stats() = %+v, want %+v", got, want)
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
