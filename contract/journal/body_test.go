package journal_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"profilestatus.example/contract/journal"
)

func TestReadBody(t *testing.T) {
	failure := errors.New("failure")
	tests := []struct {
		name, text string
		err        error
		whole      bool
		reason     string
	}{
		{"empty", "", nil, true, "no body is a whole one"},
		{"limit", "12345678", nil, true, "as much as is read"},
		{"over", "123456789", nil, false, "one byte more"},
		{"far over", strings.Repeat("1234", 1000), nil, false, "the rest follows"},
		{"broken", "1234", failure, false, "what came is given, and then the error"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var r io.Reader = strings.NewReader(tt.text)
			if tt.err != nil {
				r = io.MultiReader(r, errReader{tt.err})
			}
			b := journal.NewBody(io.NopCloser(r), -1, 8)
			b.Await(time.Minute)
			_, cut := b.Seen()
			got, err := io.ReadAll(b)
			if string(got) != tt.text || !errors.Is(err, tt.err) || cut == tt.whole || !errors.Is(b.Err(), tt.err) {
				t.Errorf("read %q, %v; cut: %t, Err = %v\nreason: %s", got, err, cut, b.Err(), tt.reason)
			}
		})
	}
}

type errReader struct{ error }

func (r errReader) Read([]byte) (int, error) { return 0, r.error }

// TestEmptyBody: a body that is announced as empty is known without a look, and is
// closed as any other.
func TestEmptyBody(t *testing.T) {
	failure := errors.New("failure")
	b := journal.NewBody(closer{errReader{errors.New("it was read")}, failure}, 0, 8)
	b.Await(time.Minute)
	if start, cut := b.Seen(); len(start) > 0 || cut || b.Err() != nil {
		t.Errorf("seen %q, cut: %t, %v, want nothing, and that it is all", start, cut, b.Err())
	}
	if err := b.Close(); err != failure {
		t.Errorf("Close() = %v, want that of the source", err)
	}
}

type closer struct {
	io.Reader
	err error
}

func (c closer) Close() error { return c.err }
