package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocument compares what docs/replicas.md shows of files in deploy with them.
func TestDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/replicas.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?s)<!-- from (.*?) -->\n```\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(shown) < 3 {
		t.Fatalf("it shows %d parts of files, want at least 3", len(shown))
	}
	indent := regexp.MustCompile(`(?m)^[ \t]+`)
	for _, s := range shown {
		file, err := os.ReadFile(filepath.Join("../..", s[1]))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(indent.ReplaceAllString(string(file), ""), indent.ReplaceAllString(s[2], "")) {
			t.Errorf("%s does not have, in one piece:\n%s", s[1], s[2])
		}
	}
}

func TestRunRefuses(t *testing.T) {
	tests := []struct {
		args   []string
		want   string
		reason string
	}{
		{[]string{"kubernetes"}, `there is no part "kubernetes"`, "a part that is not known would be left out in silence"},
		{[]string{"-rounds", "0"}, "want at least 1", "a run that kills nothing proves nothing"},
		{[]string{"-fast"}, "not defined", "flags are not guessed"},
	}
	for _, tt := range tests {
		if err := run(t.Context(), tt.args, io.Discard); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("run(%q) = %v, want %q, reason: %s", tt.args, err, tt.want, tt.reason)
		}
	}
}
