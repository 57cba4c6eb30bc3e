package progress

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// TestRemind: what is worked on is said when nothing else was for a while.
func TestRemind(t *testing.T) {
	var out bytes.Buffer
	p := New(&out)
	p.remind(0)
	if out.Len() > 0 {
		t.Errorf("said of no work: %s", &out)
	}
	p.Enter("rust", "install")
	p.Enter("go", "build")
	out.Reset()
	p.remind(time.Hour)
	if out.Len() > 0 {
		t.Errorf("said right after another line: %s", &out)
	}
	p.remind(0)
	if got, want := out.String(), "still at go: build for 0 s; rust: install for 0 s\n"; !strings.HasSuffix(got, want) {
		t.Errorf("said %q, want %q", got, want)
	}
	out.Reset()
	p.Leave("rust", "9 steps passed")
	p.remind(0)
	if got := out.String(); strings.Contains(got, "rust: install") {
		t.Errorf("said of what has ended: %s", got)
	}
}
