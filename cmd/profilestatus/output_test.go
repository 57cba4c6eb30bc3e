package main

import (
	"strings"
	"sync"
	"testing"
	"time"
)

// An output collects what a process writes, and can be read meanwhile.
type output struct {
	mu   sync.Mutex
	text strings.Builder
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// line returns the first line that contains a text. It waits up to 10 s for it.
func (o *output) line(t *testing.T, text string) string {
	t.Helper()
	for range 1000 {
		for line := range strings.Lines(o.String()) {
			if strings.Contains(line, text) && strings.HasSuffix(line, "\n") {
				return line
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("no line with %q in\n%s", text, o)
	return ""
}
