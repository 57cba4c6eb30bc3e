package proxy

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// TestEnded: of a stream that has ended nothing is kept but what the journal has.
func TestEnded(t *testing.T) {
	back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "data: a\n\n")
	}))
	defer back.Close()
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.New(c)
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(j, back.URL)
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(p)
	resp, err := front.Client().Get(front.URL + c.BasePath() + "/x")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Error(err)
	}
	front.Close() // the handler has ended
	if n := len(p.unended); n > 0 || j.Counts("").Exchanges != 1 {
		t.Errorf("%d exchanges are kept and %d are recorded, want none and one", n, j.Counts("").Exchanges)
	}
}
