package main

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"profilestatus.example/server"
)

// quickPhases are all but the two that send most requests.
const quickPhases = "examples,bodies,media,auth,methods,paths,state"

// checkServer runs the command against a handler and returns its exit code and
// what it wrote.
func checkServer(t *testing.T, h http.Handler, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ts := httptest.NewServer(h)
	t.Cleanup(ts.Close)
	var out, errs strings.Builder
	code = run(t.Context(), append([]string{"check", ts.URL + "/beta"}, args...), &out, &errs)
	return code, out.String(), errs.String()
}

// right is a server that keeps the contract.
func right(t *testing.T, options ...server.Option) http.Handler {
	t.Helper()
	srv, err := server.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	return srv
}

// wrong is one whose answers all lack a header.
func wrong(t *testing.T) http.Handler {
	t.Helper()
	srv := right(t)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		srv.ServeHTTP(lacking{w}, r)
	})
}

// A lacking leaves out the header Cache-Control.
type lacking struct{ http.ResponseWriter }

func (l lacking) WriteHeader(status int) {
	l.Header().Del("Cache-Control")
	l.ResponseWriter.WriteHeader(status)
}

func TestCheckHolds(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := checkServer(t, right(t), "--seed", "7", "--cases", "2") // it tells how far it is after 10 s
	if code != exitOK || stderr != "" || !strings.Contains(stdout, "The contract holds: ") || !strings.Contains(stdout, "seed 7.") {
		t.Errorf("exit code %d, stdout %s\nstderr %s", code, stdout, stderr)
	}
}

func TestCheckBroken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	junit, sarif, record := filepath.Join(dir, "j.xml"), filepath.Join(dir, "s.json"), filepath.Join(dir, "r.jsonl")
	const token = "do-not-show-this"
	code, stdout, stderr := checkServer(t, wrong(t), "--only", quickPhases, "--junit", junit, "--sarif", sarif, "--json", record, "--token", token, "--header", "X-Secret: "+token)
	if code != exitFailure || stderr != "" {
		t.Errorf("exit code %d, stderr %q, want 1 and nothing", code, stderr)
	}
	for _, want := range []string{" more operations (", "createProfileStatus, response header/Cache-Control: ", "expected  Cache-Control", "openapi.yaml:", "curl -i", "The contract is broken in"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("stdout lacks %q:\n%s", want, stdout)
		}
	}
	files := map[string]func([]byte) error{
		junit: func(b []byte) error { return xml.Unmarshal(b, new(struct{})) },
		sarif: func(b []byte) error { return json.Unmarshal(b, new(any)) },
		record: func(b []byte) error {
			line, _, _ := strings.Cut(string(b), "\n")
			return json.Unmarshal([]byte(line), new(any))
		},
	}
	for file, parse := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := parse(data); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if strings.Contains(string(data)+stdout, token) {
			t.Errorf("%s or stdout shows a credential", file)
		}
	}

	// The record shows the same again, and nothing on a right server.
	if code, stdout, stderr := checkServer(t, wrong(t), "--replay", record); code != exitFailure || !strings.Contains(stdout, "expected  Cache-Control") {
		t.Errorf("replay: exit code %d, stderr %s\n%s", code, stderr, stdout)
	}
	if code, stdout, stderr := checkServer(t, right(t), "--replay", record); code != exitOK {
		t.Errorf("replay against a right server: exit code %d, stderr %s\n%s", code, stderr, stdout)
	}
	if code, stdout, _ := checkServer(t, wrong(t), "--only", quickPhases, "--tolerate", "required"); code != exitOK {
		t.Errorf("tolerated: exit code %d\n%s", code, stdout)
	}
}

// TestCheckCurl gives the commands of a report to a shell.
func TestCheckCurl(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the commands cannot be run: %v", err)
		}
	}
	_, stdout, _ := checkServer(t, wrong(t), "--only", quickPhases, "--seed", "1")
	ran := 0
	for line := range strings.Lines(stdout) {
		_, command, ok := strings.Cut(line, "  reproduce ")
		if !ok {
			continue
		}
		c := exec.Command("sh", "-c", strings.Replace(command, "curl ", "curl -sS ", 1))
		c.Env = append(os.Environ(), "TOKEN=any")
		out, err := c.CombinedOutput()
		if text := string(out); err != nil || !strings.HasPrefix(text, "HTTP/1.1 ") || strings.Contains(text, "Cache-Control") {
			t.Errorf("%s: %v\n%s\nwant an answer that lacks Cache-Control", command, err, text)
		}
		ran++
	}
	if ran < 2 {
		t.Errorf("only %d commands were found in\n%s", ran, stdout)
	}
}

func TestCheckCannotRun(t *testing.T) {
	status := func(code int) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
	}
	document := filepath.Join(t.TempDir(), "d.yaml")
	if err := os.WriteFile(document, []byte("openapi: 4.0.0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		handler http.Handler
		args    []string
		want    string
		reason  string
	}{
		{"401", status(401), nil, "no token is accepted", "a run that nobody let in says nothing"},
		{"403", status(403), nil, "the token grants nothing", "nor one that may do nothing"},
		{"404", status(404), nil, "nothing was reached", "the path is wrong, and the run must not be green"},
		{"closed list", right(t, server.WithProfiles("only-this")), nil, "nothing was reached", "new ids do not exist there"},
		{"no document", right(t), []string{"--spec", "missing.yaml"}, `--spec "missing.yaml": no such file`, "the flag is named"},
		{"bad document", right(t), []string{"--spec", document}, "could not run: contract: ", "the validator says why"},
		{"unknown phase", right(t), []string{"--only", "everything"}, `--only "everything": want one or more of examples`, "the phases are listed"},
		{"bad header", right(t), []string{"--header", "x"}, "--header: want 'Name: value'", "the value is not repeated, it may be a secret"},
		{"bad name of a header", right(t), []string{"--header", "a b: c"}, "--header: want 'Name: value'", "no field of a header is named so"},
		{"bad param", right(t), []string{"--param", "x"}, `--param "x": want name=value`, "the flag is named"},
		{"bad number", right(t), []string{"--cases", "-1"}, `--cases "-1": want a number from 0 to 1000000`, "the limits are named"},
		{"no folder", right(t), []string{"--json", "missing/x"}, `--json "missing/x": no such file`, "before any request is made"},
		{"no record", right(t), []string{"--replay", "missing.jsonl"}, `--replay "missing.jsonl": no such file`, "the flag is named"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := checkServer(t, tt.handler, tt.args...)
			if code != exitUsage || !strings.Contains(stderr, tt.want) || strings.Count(stderr, "\n") != 1 || stdout != "" {
				t.Errorf("exit code %d, stderr %q, stdout %q, want 2 and one line with %q\nreason: %s", code, stderr, stdout, tt.want, tt.reason)
			}
		})
	}
}

func TestCheckFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skipf("there is no disk that is always full: %v", err)
	}
	code, stdout, stderr := checkServer(t, right(t), "--only", "examples", "--json", "/dev/full")
	if want := `--json "/dev/full": no space left on device`; code != exitUsage || stdout != "" || !strings.Contains(stderr, want) {
		t.Errorf("exit code %d, stdout %q, stderr %q, want 2 and %q: a record that was lost is not green", code, stdout, stderr, want)
	}
}

func TestCheckClosedList(t *testing.T) {
	code, stdout, stderr := checkServer(t, right(t, server.WithProfiles("only-this")), "--cases", "5", "--param", "educationSynchronizationProfileId=only-this")
	if code != exitOK || !strings.Contains(stdout, "it would change what is not of this run") {
		t.Errorf("exit code %d, stderr %s, stdout %s, want 0 and a word on what was not tried", code, stderr, stdout)
	}
}

// TestCheckStrict: what was not covered is counted, and fails where that is
// asked for.
func TestCheckStrict(t *testing.T) {
	dir := t.TempDir()
	spec, junit, sarif := filepath.Join(dir, "a.yaml"), filepath.Join(dir, "j.xml"), filepath.Join(dir, "s.json")
	const document = `
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /beta/a: {get: {operationId: a, responses: {'200': {description: d}}}}
  /beta/b/{id}: {get: {operationId: b, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {description: d}, '404': {description: d}}}}
`
	if err := os.WriteFile(spec, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/beta/a" && r.Method != http.MethodGet:
			w.Header().Set("Allow", "GET")
			w.WriteHeader(http.StatusMethodNotAllowed)
		case r.URL.Path != "/beta/a":
			w.WriteHeader(http.StatusNotFound)
		}
	})
	tests := []struct {
		name         string
		args         []string
		code         int
		stdout, errs string
		reason       string
	}{
		{"plain", []string{"--junit", junit, "--sarif", sarif}, exitOK, "it is not known whether the contract holds, and one thing was not validated or not tried: ", "", "no error was found"},
		{"strict", []string{"--strict"}, exitUsage, "it is not known whether", "it is not known whether the contract holds: one thing", "a pipeline wants to know"},
		{"out of time", []string{"--max-time", "1ms", "--rate", "1"}, exitUsage, "", "", "nothing, or next to nothing, was sent"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ts := httptest.NewServer(h)
			t.Cleanup(ts.Close)
			var out, errs strings.Builder
			code := run(t.Context(), append([]string{"check", ts.URL + "/", "--spec", spec, "--seed", "1"}, tt.args...), &out, &errs)
			if code != tt.code || !strings.Contains(out.String(), tt.stdout) || !strings.Contains(errs.String(), tt.errs) {
				t.Errorf("exit code %d, want %d\nstdout %s\nstderr %s\nreason: %s", code, tt.code, out.String(), errs.String(), tt.reason)
			}
		})
	}
	for file, want := range map[string]string{junit: "<skipped message=\"b: no request succeeded", sarif: "b: no request succeeded"} {
		if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %q: %v\n%s", file, want, err, text)
		}
	}
}
