package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const smallDocument = `
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /a:
    get: {operationId: read, responses: {'200': {description: d, content: {application/json: {schema: {type: object}}}}}}
`

// program is a service in Python that answers any GET with a body.
const program = `
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items(): self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        if self.path.split("?")[0] == "/a": self.answer(200, sys.argv[1].encode(), **{"Content-Type": "application/json"})
        else: self.answer(404)
    def other(self): self.answer(405 if self.path == "/a" else 404, Allow="GET")
    do_POST = do_PUT = do_PATCH = do_DELETE = other
    def log_message(self, *args): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
`

// TestTry checks small servers, right and wrong, and shows what is said of them.
func TestTry(t *testing.T) {
	for _, needed := range []string{"bash", "python3"} {
		if _, err := exec.LookPath(needed); err != nil {
			t.Skipf("no server can be started: %v", err)
		}
	}
	expected := &expectation{Level: "error", Rule: "type", Operation: "read", Verdict: document, Reason: "r"}
	tests := []struct {
		name     string
		start    string
		findings []*expectation
		want     string // in the summary
		reason   string
	}{
		{"right", "exec python3 server.py '{}'", nil, "1 of 1 operations succeeded", "nothing is found, and nothing was expected"},
		{"wrong", "exec python3 server.py '[]'", nil, "rule: type, operation: \"read\"", "nobody looked at what was found"},
		{"classified", "exec python3 server.py '[]'", []*expectation{expected}, "1 of its document", "somebody did"},
		{"not found", "exec python3 server.py '{}'", []*expectation{{Level: "error", Rule: "type", Operation: "read"}}, "expected and not found: error type read", "a check that finds less has lost something"},
		{"ends", "echo no library; exit 1", nil, "no library", "what the server says is shown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			site := &site{root: t.TempDir(), seed: 1}
			s := &server{name: "x", Start: tt.start, Document: "openapi.yaml", Findings: tt.findings}
			dir := filepath.Join(site.root, source, s.name)
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			for name, text := range map[string]string{"server.py": program, "openapi.yaml": smallDocument} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if got := site.try(t.Context(), s).summary(); !strings.Contains(got, tt.want) {
				t.Errorf("got %s\nwant %q\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}
