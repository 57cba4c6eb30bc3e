package server_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/server"
	"profilestatus.example/store"
)

var update = flag.Bool("update", false, "rewrite docs/errors.md")

// A brokenStore fails every call with err.
type brokenStore struct {
	store.Store
	err error
}

func (b brokenStore) Create(context.Context, store.Record) error { return b.err }
func (b brokenStore) Delete(context.Context, store.Key) error    { return b.err }
func (b brokenStore) Ping(context.Context) error                 { return b.err }
func (b brokenStore) Newest(context.Context, store.Key) (store.Record, error) {
	return store.Record{}, b.err
}
func (b brokenStore) Find(context.Context, store.Key, string) (store.Record, error) {
	return store.Record{}, b.err
}
func (b brokenStore) List(context.Context, store.Key, store.Position, int) ([]store.Record, store.Position, error) {
	return nil, 0, b.err
}

// An authFunc is an Authenticator.
type authFunc func(token string) (server.Principal, error)

func (f authFunc) Authenticate(_ context.Context, token string) (server.Principal, error) {
	return f(token)
}

// refuse accepts no token.
func refuse(string) (server.Principal, error) {
	return server.Principal{}, fmt.Errorf("secret: %w", server.ErrUnauthenticated)
}

// expired tells why.
func expired(string) (server.Principal, error) {
	return server.Principal{}, fmt.Errorf("secret: %w", &server.InvalidTokenError{Reason: "It expired yesterday."})
}

// waits for keys.
func waits(string) (server.Principal, error) {
	return server.Principal{}, fmt.Errorf("secret: %w", server.ErrAuthenticationUnavailable)
}

// reads accepts every token, as one that may only read.
func reads(string) (server.Principal, error) {
	return server.Principal{Delegated: []string{"EduAdministration.Read"}}, nil
}

// errorCase is one row of docs/errors.md, provoked for real.
type errorCase struct {
	when         string
	method, path string
	body         string
	header       []string
	options      []server.Option
	status       int
	code         string
	detail       string // rule and target of the first detail
	sends        string // a header that belongs to it
	lacks        string // a header that must not be there
	text         string // a part of the message
	reason       string
}

func errorCases() []errorCase {
	valid := validBody
	create := func(c errorCase) errorCase {
		if c.method == "" {
			c.method, c.path = "POST", statusPath
		}
		return c
	}
	cases := []errorCase{
		{when: "no `Authorization`, or one that is not a Bearer token", body: valid, header: []string{"Authorization", ""}, status: 401, code: "InvalidAuthenticationToken", sends: "WWW-Authenticate", reason: "RFC 6750 section 3: no credentials, a challenge without an error"},
		{when: "the token is not accepted", body: valid, options: []server.Option{server.WithAuthenticator(authFunc(refuse))}, status: 401, code: "InvalidAuthenticationToken", sends: "WWW-Authenticate", reason: "the challenge says that it is the token's fault"},
		{when: "the token is not accepted, with the reason in `message`", body: valid, options: []server.Option{server.WithAuthenticator(authFunc(expired))}, status: 401, code: "InvalidAuthenticationToken", sends: "WWW-Authenticate", text: "It expired yesterday.", reason: "what is wrong with a token is for whoever sent it to put right"},
		{when: "the token lacks the permission", body: valid, options: []server.Option{server.WithAuthenticator(authFunc(reads))}, status: 403, code: "AccessDenied", sends: "WWW-Authenticate", reason: "another token would do, the same one will not"},
		{when: "the body breaks the contract", body: `{"status":"x",` + valid[20:], status: 400, code: "BadRequest", detail: "enum /status", reason: "all that is sent has to fit its schema"},
		{when: "the body is not JSON", body: "{", status: 400, code: "BadRequest", detail: "json ", reason: "nothing of it can be read"},
		{when: "a parameter breaks the contract", method: "GET", path: historyPath + "?$top=0", status: 400, code: "BadRequest", detail: "minimum query/$top", reason: "parameters have schemas as well as bodies"},
		{when: "`$select` names no property of a status", method: "GET", path: statusPath + "?$select=colour", status: 400, code: "BadRequest", detail: "enum query/$select", reason: "what cannot be answered is not left out silently"},
		{when: "`Authorization` is given twice", body: valid, header: []string{"Add-Authorization", "Bearer b"}, status: 400, code: "BadRequest", detail: "parameter header/Authorization", reason: "which of the two counts is anyone's guess"},
		{when: "the `Host` is not allowed (while listening on a loopback address)", body: valid, header: []string{"Host", "evil.example"}, options: []server.Option{server.WithHosts("localhost")}, status: 400, code: "BadRequest", detail: "host header/Host", reason: "a page in a browser must not reach the service by a name of its own (DNS rebinding)"},
		{when: "no such path", method: "GET", path: "/beta/education", status: 404, code: "ResourceNotFound", reason: "what the document does not list is not there"},
		{when: "the profile is not one of `--profiles`", body: valid, options: []server.Option{server.WithProfiles("p2")}, status: 404, code: "ResourceNotFound", reason: "whoever starts the service may say which profiles exist"},
		{when: "the profile has no status, or none with this id", method: "GET", path: statusPath, status: 404, code: "ResourceNotFound", reason: "what was never created cannot be read"},
		{when: "the path does not support the method", method: "PUT", path: statusPath, status: 405, code: "MethodNotAllowed", sends: "Allow", reason: "the path exists, so it is no 404, and Allow says what it offers"},
		{when: "the id is taken", body: valid, options: []server.Option{server.WithStore(brokenStore{err: store.ErrConflict})}, status: 409, code: "Conflict", reason: "a second status with the same id must not replace the first"},
		{when: "the body is larger than the limit, compressed or decompressed", body: `{"id":"` + strings.Repeat("a", server.DefaultMaxBodyBytes) + `"}`, status: 413, code: "RequestEntityTooLarge", reason: "a body is kept in memory, so its size is bounded"},
		{when: "`Content-Type` is missing or not `application/json`", body: valid, header: []string{"Content-Type", "text/plain"}, status: 415, code: "UnsupportedMediaType", detail: "mediaType header/Content-Type", reason: "only JSON can be compared with the schema"},
		{when: "`Content-Encoding` is not `gzip`", body: valid, header: []string{"Content-Encoding", "br"}, status: 415, code: "UnsupportedMediaType", detail: "encoding header/Content-Encoding", reason: "no other encoding can be decompressed"},
		{when: "the service failed", body: valid, options: []server.Option{server.WithStore(brokenStore{err: errors.New("driver: /var/secret: oops")})}, status: 500, code: "InternalServerError", reason: "a failure of the service is not the client's fault, and its text stays inside"},
		{when: "it is not known whether the change was stored", body: valid, options: []server.Option{server.WithStore(brokenStore{err: fmt.Errorf("%w: /var/secret", store.ErrUnknown)})}, status: 500, code: "InternalServerError", text: "Read it back to find out", lacks: "Retry-After", reason: "clients send again by themselves what got a 503"},
		{when: "tokens cannot be verified at the moment", body: valid, options: []server.Option{server.WithAuthenticator(authFunc(waits))}, status: 503, code: "ServiceUnavailable", sends: "Retry-After", reason: "the keys of the issuer may be there in a moment"},
		{when: "the store is unavailable", body: valid, options: []server.Option{server.WithStore(brokenStore{err: store.ErrUnavailable})}, status: 503, code: "ServiceUnavailable", sends: "Retry-After", reason: "nothing was stored, so the client may try again"},
	}
	for i := range cases {
		cases[i] = create(cases[i])
	}
	return cases
}

func TestErrors(t *testing.T) {
	for _, tt := range errorCases() {
		t.Run(tt.when, func(t *testing.T) {
			because(t, tt.reason)
			r := mustSend(t, start(t, tt.options...), tt.status, tt.method, tt.path, tt.body, tt.header...)
			p := r.problem(t)
			if string(p.Code) != tt.code {
				t.Errorf("code = %s, want %s", p.Code, tt.code)
			}
			if tt.sends != "" && r.Header.Get(tt.sends) == "" {
				t.Errorf("the header %s is missing", tt.sends)
			}
			if tt.lacks != "" && r.Header.Get(tt.lacks) != "" {
				t.Errorf("%s: %s is there", tt.lacks, r.Header.Get(tt.lacks))
			}
			if !strings.Contains(p.Message, tt.text) {
				t.Errorf("message = %q, want one with %q", p.Message, tt.text)
			}
			var detail string
			if p.Details != nil {
				detail = (*p.Details)[0].Code + " " + (*p.Details)[0].Target
			}
			if detail != tt.detail {
				t.Errorf("first detail = %q, want %q", detail, tt.detail)
			}
			if strings.Contains(r.body, "secret") {
				t.Errorf("the body tells about the inside: %s", r.body)
			}
			inner := p.InnerError
			if inner.RequestID.String() != r.Header.Get("request-id") || inner.ClientRequestID != r.Header.Get("client-request-id") {
				t.Errorf("innerError %+v does not repeat the headers %v", inner, r.Header)
			}
		})
	}
}

// TestErrorTable compares docs/errors.md with the cases above.
func TestErrorTable(t *testing.T) {
	const begin, end = "<!-- begin table -->\n", "<!-- end table -->\n"
	page, err := os.ReadFile("../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(page), begin)
	table, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("docs/errors.md has lost the marks of its table")
	}
	var want strings.Builder
	want.WriteString("| When | Status | `code` | With |\n| --- | --- | --- | --- |\n")
	for _, c := range errorCases() {
		with := c.sends
		if c.detail != "" {
			rule, place, _ := strings.Cut(c.detail, " ")
			with = fmt.Sprintf("`details`, such as `%s`", strings.TrimSpace(rule+" "+place))
		} else if with != "" {
			with = "`" + with + "`"
		}
		fmt.Fprintf(&want, "| %s | %d | `%s` | %s |\n", c.when, c.status, c.code, with)
	}
	if *update {
		if err := os.WriteFile("../docs/errors.md", []byte(head+begin+want.String()+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want.String(), table); diff != "" {
		t.Errorf("docs/errors.md (-want +got; to accept: go test ./server -update):\n%s", diff)
	}
}

// TestErrorText: texts of the client come back as they are, and the length of an
// answer is known.
func TestErrorText(t *testing.T) {
	r := mustSend(t, start(t), 400, "POST", statusPath, `{"status":"<b>&","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`)
	if !strings.Contains(r.body, `\"<b>&\"`) {
		t.Errorf("HTML is escaped in what is no page: %s", r.body)
	}
	var names strings.Builder
	for i := range 30 {
		fmt.Fprintf(&names, `"unknown%d":1,`, i)
	}
	r = mustSend(t, start(t), 400, "POST", statusPath, "{"+names.String()+validBody[1:])
	if got := r.Header.Get("Content-Length"); got != strconv.Itoa(len(r.body)) || len(r.body) < 2048 { // Go counts less by itself
		t.Errorf("Content-Length = %q, want %d", got, len(r.body))
	}
}

// TestNotFoundSays: each 404 says what is not there.
func TestNotFoundSays(t *testing.T) {
	tests := []struct{ path, want, reason string }{
		{strings.Replace(statusPath, "p1", "p2", 1), "The service was started with a list of profiles, and this is not one of them.", "the operator has to list it"},
		{statusPath, "The profile has no status.", "the client has to create one"},
		{historyPath + "/a", "The profile has no status with this id.", "the id may be of another profile"},
		{statusPath + "/a", "There is nothing at this path; the paths are listed in /openapi.yaml.", "no profile would help"},
		{"/tenants/a/beta", "There are no tenants here.", "an option knows more"},
		{"/", "There is nothing at this path; the paths are listed in /openapi.yaml.", "the document describes only what is under its base path"},
	}
	ts := start(t, server.WithProfiles("p1"), server.WithNotFound(func(path string) string {
		if path == "/tenants/a/beta" {
			return "There are no tenants here."
		}
		return ""
	}))
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			because(t, tt.reason)
			if got := mustSend(t, ts, 404, "GET", tt.path, "").problem(t).Message; got != tt.want {
				t.Errorf("says %q, want %q", got, tt.want)
			}
		})
	}
}
