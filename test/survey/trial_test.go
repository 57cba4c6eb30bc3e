package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"profilestatus.example/test/internal/folder"
	"profilestatus.example/test/internal/progress"
)

// TestTry: whose fault it is that a compiler refuses what comes from a document that
// has the word bad. The tool copies the document, the compiler looks for the word.
func TestTry(t *testing.T) {
	if missing := folder.Missing([]string{"bash", "grep"}); missing != "" {
		t.Skip(missing)
	}
	const compile = "! grep -q bad copy"
	explained := func(by string) *fault {
		return &fault{Level: "compiled", By: by, Why: "it is bad", Document: "fault.yaml"}
	}
	tests := []struct {
		name                string
		row                 row
		ours, shown, common string // the documents: ours, the one of the fault, and the plain one
		want                verdict
		failed              string
		reason              string
	}{
		{"right", row{Compile: compile}, "good", "", "", verdict{}, "", "nothing is to be explained"},
		{"generation", row{Generate: "false"}, "good", "", "bad", verdict{"tool or machine", "the same with a plain document", plain, false}, "generated", "it fails on any document"},
		{"any document", row{Compile: compile}, "bad", "", "bad", verdict{"tool or machine", "the same with a plain document", plain, false}, "compiled", "it may be the compiler of this machine as well"},
		{"not explained", row{Compile: compile}, "bad", "", "good", verdict{}, "compiled", "the survey has to fail until somebody has looked at it"},
		{"tool", row{Compile: compile, Fault: explained(byTool)}, "bad", "bad", "good", verdict{byTool, "it is bad", "fault.yaml", false}, "compiled", "its own document shows the fault"},
		{"fixed tool", row{Compile: compile, Fault: explained(byTool)}, "good", "good", "good", verdict{Gone: true}, "", "the row has to go"},
		{"by a command", row{Compile: compile, Fault: &fault{Level: "compiled", By: byTool, Why: "it is bad", Document: "fault.yaml", Shows: "grep -q odd copy"}}, "bad", "odd", "good", verdict{byTool, "it is bad", "fault.yaml", false}, "compiled", "some faults are not seen by the compiler in so small a document"},
		{"document", row{Compile: compile, Fault: explained("document")}, "bad", "", "good", verdict{By: "document", Why: "it is bad"}, "compiled", "a fault of ours needs no other document"},
		{"fixed document", row{Compile: compile, Fault: explained("document")}, "good", "", "good", verdict{Gone: true}, "", "the row has to go"},
		{"missing compiler", row{Needs: []string{"no-such-program"}, Compile: compile}, "bad", "", "good", verdict{}, "", "what was not run has not failed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &survey{root: t.TempDir(), limit: time.Minute, progress: progress.New(io.Discard), env: os.Environ(), document: []byte("info: {version: 1.0.0}")}
			for name, text := range map[string]string{s.file("openapi.yaml"): tt.ours, filepath.Join(s.root, source, "faults", "fault.yaml"): tt.shown, filepath.Join(s.root, source, "faults", plain): tt.common} {
				if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			tt.row.Name = "tool"
			if tt.row.Generate == "" {
				tt.row.Generate = `cp "$DOCUMENT" copy`
			}
			got, err := s.try(t.Context(), &tt.row)
			if err != nil {
				t.Fatal(err)
			}
			if got.Fault != tt.want || got.Failed != tt.failed {
				t.Errorf("failed at %q by %+v, want %q by %+v\nreason: %s", got.Failed, got.Fault, tt.failed, tt.want, tt.reason)
			}
			if tt.failed == "" && tt.row.Needs == nil && !strings.Contains(got.summary(), "compiled") {
				t.Errorf("the summary is %q, want the level\nreason: %s", got.summary(), tt.reason)
			}
		})
	}
}
