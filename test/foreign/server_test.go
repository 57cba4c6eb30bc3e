package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

const right = "framework: F\nversion: '1'\nstart: s\ndocument: /openapi.json\n"

func TestParse(t *testing.T) {
	finding := func(level, rule, verdict, reason string) string {
		return right + "findings: [{level: '" + level + "', rule: '" + rule + "', verdict: '" + verdict + "', reason: '" + reason + "'}]\n"
	}
	tests := []struct{ name, text, want, reason string }{
		{"right", right, "", "these are all that is needed"},
		{"misspelt", right + "parms: {a: b}\n", "parms", "what is never used would go unnoticed"},
		{"missing", strings.Replace(right, "start: s\n", "", 1), "start is missing", "nothing could be checked"},
		{"classified", finding("error", "allow", "standard", "r"), "", "a person looked at it"},
		{"no reason", finding("error", "allow", "standard", ""), "a reason", "a verdict alone cannot be followed"},
		{"no level", finding("", "allow", "standard", "r"), "want error or warning", "an error that becomes a warning is to be seen"},
		{"false alarm", finding("error", "allow", "false", "r"), "fix it", "there may be none"},
		{"loud convention", finding("error", "allow", "convention", "r"), "fix it", "only warnings may speak of conventions"},
		{"other verdict", finding("error", "allow", "true", "r"), "want document, standard", "it has to say what is broken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parse("x", tt.text)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("parse: %v, want %q\nreason: %s", err, tt.want, tt.reason)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	dir := fstest.MapFS{"a/server.yaml": {Data: []byte(right)}, "b/server.yaml": {Data: []byte(right)}}
	if all, err := load(dir, nil); err != nil || len(all) != 2 {
		t.Errorf("load all: %d, %v", len(all), err)
	}
	if one, err := load(dir, []string{"b"}); err != nil || len(one) != 1 || one[0].name != "b" {
		t.Errorf("load b: %v, %v", one, err)
	}
	if _, err := load(dir, []string{"c"}); err == nil || !strings.Contains(err.Error(), "there are a, b") {
		t.Errorf("load c: %v, want the names that there are", err)
	}
	if _, err := load(fstest.MapFS{}, nil); err == nil {
		t.Error("no server is an error: nothing would be checked")
	}
}

func TestFits(t *testing.T) {
	e := &expectation{Level: "error", Rule: "allow", Operation: "GET /a*", Target: "header/*"}
	tests := []struct {
		level, rule, operation, target string
		want                           bool
		reason                         string
	}{
		{"error", "allow", "GET /a/{id}", "header/Allow", true, "a star stands for slashes as well"},
		{"warning", "allow", "GET /a/{id}", "header/Allow", false, "the level has changed"},
		{"error", "status", "GET /a/{id}", "header/Allow", false, "another rule"},
		{"error", "allow", "PUT /a/{id}", "header/Allow", false, "another operation"},
		{"error", "allow", "GET /a/{id}", "", false, "no target is none that begins so"},
	}
	for _, tt := range tests {
		if got := e.fits(tt.level, tt.rule, tt.operation, tt.target); got != tt.want {
			t.Errorf("fits(%s, %s, %s, %q) = %v, want %v\nreason: %s", tt.level, tt.rule, tt.operation, tt.target, got, tt.want, tt.reason)
		}
	}
}

// TestRun: what the program ends with, in a repository of two servers.
func TestRun(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, more := range map[string]string{
		"skipped": "needs: [no-such-program]\nslow: true\n",
		"failing": "needs: [go]\nprepare: [exit 3]\n",
	} {
		if err := os.MkdirAll(source+"/"+name, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(source+"/"+name+"/"+descriptor, []byte(right+more), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct{ name, args, out, want, reason string }{
		{"skip", "skipped", "0 passed, 0 failed, 1 skipped", "", "who lacks a toolchain can check the others"},
		{"no skip", "-all skipped", "1 skipped", "-all forbids it", "CI must notice that a server is not checked"},
		{"gate", "-gate -all skipped", "0 passed, 0 failed, 0 skipped", "no server was checked", "a gate that checks nothing must not pass"},
		{"failure", "failing", "failing: FAILED: prepare: exit 3", "1 servers failed", "an installation that fails is no skip"},
		{"two at once", "-serve", "", "name one", "their addresses would be mixed up"},
		{"unknown", "other", "", "there are failing, skipped", "a slip of the pen must not check nothing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			err := run(t.Context(), strings.Fields(tt.args), &out)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("run %s: %v, want %q\nreason: %s", tt.args, err, tt.want, tt.reason)
			}
			if !strings.Contains(out.String(), tt.out) {
				t.Errorf("run %s prints\n%s, want %q\nreason: %s", tt.args, &out, tt.out, tt.reason)
			}
		})
	}
}
