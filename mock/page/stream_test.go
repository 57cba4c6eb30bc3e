package page_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"profilestatus.example/mock"
	"profilestatus.example/mock/page"
)

// TestStreamEnds: a tab that shows what is live does not hold up the end.
func TestStreamEnds(t *testing.T) {
	m, err := mock.New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	ctx, end := context.WithCancel(t.Context())
	ts := httptest.NewServer(page.New(ctx, m, m.WithControl(), nil))
	t.Cleanup(ts.Close)
	if status, _ := visit(t, ts.URL+"/ui/create", url.Values{}); status != http.StatusOK {
		t.Fatalf("creating a status: %d", status)
	}
	resp, err := http.Get(ts.URL + "/ui/traffic/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if line, err := bufio.NewReader(resp.Body).ReadString('\n'); line != "id: 1\n" {
		t.Errorf("the stream begins with %q, %v", line, err)
	}
	end()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Errorf("the stream ended with %v", err)
	}
}

// TestStateFile: a state that was saved to a file is taken from it by another
// tenant.
func TestStateFile(t *testing.T) {
	base := start(t)
	visit(t, base+"/ui/create", url.Values{})
	_, saved := visit(t, base+"/ui/state.json", nil)
	for _, tt := range []struct{ file, says, profiles, reason string }{
		{"{}}", "Not done: ", "No profile has a status.", "what is no state changes nothing, and says so"},
		{saved, "The state was taken from the file.", ">school-1</a>", "the other tenant has what the first one had"},
	} {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("state", "state.json")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(part, tt.file)
		_ = form.WriteField("tenant", "contoso")
		_ = form.Close()
		resp, err := http.Post(base+"/ui/state", form.FormDataContentType(), &body)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || !strings.Contains(string(text), tt.says) || !strings.Contains(string(text), tt.profiles) {
			t.Errorf("%v, want %q and %q\nreason: %s\n%s", err, tt.says, tt.profiles, tt.reason, text)
		}
	}
}
