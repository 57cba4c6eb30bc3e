package mock_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
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
	return newFaultyWithin(t, 10*time.Second, http2, options...)
}

// newFaultyWithin is newFaulty for a server with time-outs for requests and
// answers.
func newFaultyWithin(t *testing.T, timeout time.Duration, http2 bool, options ...mock.Option) *faulty {
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
	f.Config.ReadTimeout, f.Config.WriteTimeout = timeout, timeout
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
