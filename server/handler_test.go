package server_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"profilestatus.example/gen"
	"profilestatus.example/server"
	"profilestatus.example/store"
)

func TestCreate(t *testing.T) {
	tests := []struct {
		name, body string
		header     []string
		want       gen.EducationSynchronizationProfileStatus
		reason     string
	}{{
		name: "own id", body: `{"id":"a","status":"paused","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`,
		want:   gen.EducationSynchronizationProfileStatus{ID: "a", Status: "paused", LastSynchronizationDateTime: time.Date(2026, 11, 23, 9, 58, 12, 0, time.UTC)},
		reason: "the client's id is kept",
	}, {
		name: "OData type", body: `{"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus","id":"t","status":"quarantined","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`,
		want:   gen.EducationSynchronizationProfileStatus{ID: "t", Status: "quarantined", LastSynchronizationDateTime: time.Date(2026, 11, 23, 9, 58, 12, 0, time.UTC)},
		reason: "Graph's SDKs may send it",
	}, {
		name: "offset", body: `{"id":"b","status":"error","lastSynchronizationDateTime":"2026-11-23T09:58:12.000000001+14:00"}`,
		want:   gen.EducationSynchronizationProfileStatus{ID: "b", Status: "error", LastSynchronizationDateTime: time.Date(2026, 11, 22, 19, 58, 12, 1, time.UTC)},
		reason: "answered in UTC, the same instant to the nanosecond",
	}, {
		name: "null for what is optional", body: `{"id":null,"@odata.type":null,"status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`,
		want:   gen.EducationSynchronizationProfileStatus{Status: "success", LastSynchronizationDateTime: time.Date(2026, 11, 23, 9, 58, 12, 0, time.UTC)},
		reason: "clients of Spring and others write null for what is not set",
	}, {
		name: "twelve digits", body: `{"id":"c","status":"inProgress","lastSynchronizationDateTime":"2026-11-23T09:58:12.123456789999Z"}`,
		want:   gen.EducationSynchronizationProfileStatus{ID: "c", Status: "inProgress", LastSynchronizationDateTime: time.Date(2026, 11, 23, 9, 58, 12, 123456789, time.UTC)},
		reason: "digits beyond the ninth are cut, not rounded",
	}, {
		name: "gzip", body: pack(t, `{"id":"d","status":"success","lastSynchronizationDateTime":"0001-01-01T00:00:00Z"}`), header: []string{"Content-Encoding", "gzip"},
		want:   gen.EducationSynchronizationProfileStatus{ID: "d", Status: "success", LastSynchronizationDateTime: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)},
		reason: "Graph's Go client compresses bodies",
	}, {
		name: "labelled gzip", body: `{"id":"e","status":"success","lastSynchronizationDateTime":"9998-12-31T23:59:59Z"}`, header: []string{"Content-Encoding", "GZIP"},
		want:   gen.EducationSynchronizationProfileStatus{ID: "e", Status: "success", LastSynchronizationDateTime: time.Date(9998, 12, 31, 23, 59, 59, 0, time.UTC)},
		reason: "Graph's Go client resends plain bodies so labelled",
	}}
	ts := start(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			tt.want.OdataType = "#microsoft.graph.educationSynchronizationProfileStatus"
			r := mustSend(t, ts, 201, "POST", statusPath, tt.body, tt.header...)
			if tt.want.ID == "" {
				tt.want.ID = r.status(t).ID // made by the service
			}
			if diff := cmp.Diff(tt.want, r.status(t)); diff != "" {
				t.Errorf("created (-want +got):\n%s", diff)
			}
			if want := historyPath + "/" + tt.want.ID; r.Header.Get("Location") != want {
				t.Errorf("Location = %q, want %q", r.Header.Get("Location"), want)
			}
			for _, path := range []string{r.Header.Get("Location"), statusPath} {
				if got := mustSend(t, ts, 200, "GET", path, ""); got.body != r.body {
					t.Errorf("GET %s = %s, want what the create answered: %s", path, got.body, r.body)
				}
			}
		})
	}
}

func TestCreateMakesID(t *testing.T) {
	now := time.Date(2031, 2, 3, 4, 5, 6, 999_125_000, time.UTC)
	ts := start(t, server.WithClock(func() time.Time { return now }))
	written := regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	var always, ever uuid.UUID // the bits that are 1 in all ids, and in any
	for i := range 100 {
		text := mustSend(t, ts, 201, "POST", statusPath, validBody).status(t).ID
		id, err := uuid.Parse(text)
		if err != nil || !written.MatchString(text) {
			t.Fatalf("id %q is not written like a UUID: %v", text, err)
		}
		for j := range id {
			ever[j] |= id[j]
			if always[j] &= id[j]; i == 0 {
				always[j] = id[j]
			}
		}
	}
	// 48 bits of milliseconds, the version, 12 bits of an eighth of one, the variant, 62 random bits.
	want := fmt.Sprintf("%012x72008000000000000000 %012[1]x7200bfffffffffffffff", now.UnixMilli())
	if got := fmt.Sprintf("%x %x", always[:], ever[:]); got != want {
		t.Errorf("bits that are always and ever 1: %s, want %s", got, want)
	}
}

func TestConflictChangesNothing(t *testing.T) {
	ts := start(t)
	first := mustSend(t, ts, 201, "POST", statusPath, strings.Replace(validBody, "{", `{"id":"a",`, 1))
	mustSend(t, ts, 409, "POST", statusPath, `{"id":"a","status":"error","lastSynchronizationDateTime":"2020-01-01T00:00:00Z"}`)
	if got := mustSend(t, ts, 200, "GET", statusPath, ""); got.body != first.body {
		t.Errorf("after the conflict: %s, want %s", got.body, first.body)
	}
	mustSend(t, ts, 201, "POST", strings.Replace(statusPath, "p1", "p2", 1), strings.Replace(validBody, "{", `{"id":"a",`, 1))
}

func TestHistory(t *testing.T) {
	ts := start(t)
	if r := mustSend(t, ts, 200, "GET", historyPath, ""); r.body != `{"value":[]}`+"\n" {
		t.Errorf("empty history = %s", r.body)
	}
	const n = 25
	var want []string
	for i := range n {
		want = append([]string{fmt.Sprint("e", i)}, want...)
		mustSend(t, ts, 201, "POST", statusPath, strings.Replace(validBody, "{", fmt.Sprintf(`{"id":"e%d",`, i), 1))
	}
	for _, top := range []string{"", "?$top=1", "?$top=7", "?$top=25", "?$top=1000"} {
		if diff := cmp.Diff(want, walk(t, ts, historyPath+top)); diff != "" {
			t.Errorf("walk %s (-want +got):\n%s", top, diff)
		}
	}
}

// walk follows next links and returns the ids. Between two pages it creates a
// status, which must not show.
func walk(t *testing.T, ts *httptest.Server, target string) []string {
	t.Helper()
	var ids []string
	for target != "" {
		var page gen.EducationSynchronizationProfileStatusCollection
		if err := json.Unmarshal([]byte(mustSend(t, ts, 200, "GET", target, "").body), &page); err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Value {
			if strings.HasPrefix(s.ID, "e") {
				ids = append(ids, s.ID)
			}
		}
		target = ""
		if page.OdataNextLink != nil {
			mustSend(t, ts, 201, "POST", statusPath, validBody)
			var ok bool
			if target, ok = strings.CutPrefix(*page.OdataNextLink, ts.URL); !ok {
				t.Fatalf("next link %q does not begin with %s", *page.OdataNextLink, ts.URL)
			}
		}
	}
	return ids
}

func TestNextLinkOrigin(t *testing.T) {
	tests := []struct {
		name, want, reason string
		options            []server.Option
		header             []string
	}{
		{name: "request", want: "http://mock.example:99/beta/", header: []string{"Host", "mock.example:99"}, reason: "the client reached us by this name"},
		{name: "proxy", want: "https://mock.example/beta/", header: []string{"Host", "mock.example", "X-Forwarded-Proto", "https"}, reason: "a proxy ended TLS"},
		{name: "forged scheme", want: "http://mock.example/beta/", header: []string{"Host", "mock.example", "X-Forwarded-Proto", "javascript"}, reason: "only https is believed"},
		{name: "option without TLS", want: "http://public.example:8080/beta/", options: []server.Option{server.WithPublicURL("http://public.example:8080")}, header: []string{"Host", "inside", "X-Forwarded-Proto", "https"}, reason: "within a network there may be none"},
		{name: "option", want: "https://public.example/beta/", options: []server.Option{server.WithPublicURL("https://public.example/")}, header: []string{"Host", "inside"}, reason: "the operator knows better"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			because(t, tt.reason)
			ts := start(t, tt.options...)
			mustSend(t, ts, 201, "POST", statusPath, validBody)
			mustSend(t, ts, 201, "POST", statusPath, validBody)
			r := mustSend(t, ts, 200, "GET", historyPath+"?$top=1", "", tt.header...)
			if !strings.Contains(r.body, `"@odata.nextLink":"`+tt.want) {
				t.Errorf("got %s, want a link that begins with %s", r.body, tt.want)
			}
		})
	}
}

func TestDelete(t *testing.T) {
	ts := start(t)
	mustSend(t, ts, 204, "DELETE", statusPath, "")
	entry := mustSend(t, ts, 201, "POST", statusPath, validBody).Header.Get("Location")
	other := strings.Replace(statusPath, "p1", "p2", 1)
	mustSend(t, ts, 201, "POST", other, validBody)
	mustSend(t, ts, 204, "DELETE", statusPath, "")
	mustSend(t, ts, 404, "GET", statusPath, "")
	mustSend(t, ts, 404, "GET", entry, "")
	mustSend(t, ts, 200, "GET", other, "")
}

func TestClosedListOfProfiles(t *testing.T) {
	ts := start(t, server.WithProfiles("p1", "p2"))
	mustSend(t, ts, 201, "POST", statusPath, validBody)
	for _, op := range operations {
		t.Run(op.method+" "+op.path, func(t *testing.T) {
			because(t, op.reason)
			mustSend(t, ts, 404, op.method, strings.Replace(op.path, "p1", "p3", 1), op.body)
		})
	}
}

func pack(t testing.TB, body string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestStoreFails: no operation hides what its store says.
func TestStoreFails(t *testing.T) {
	tests := []struct {
		err    error
		want   int
		reason string
	}{
		{errors.New("driver: secret"), 500, "nobody knows what it is"},
		{fmt.Errorf("secret: %w", store.ErrUnavailable), 503, "it may pass"},
	}
	for _, tt := range tests {
		ts := start(t, server.WithStore(brokenStore{err: tt.err}))
		for _, op := range operations {
			t.Run(fmt.Sprintf("%s %s/%d", op.method, op.path, tt.want), func(t *testing.T) {
				because(t, tt.reason)
				r := mustSend(t, ts, tt.want, op.method, op.path, op.body)
				if strings.Contains(r.body, "secret") || (r.Header.Get("Retry-After") != "") != (tt.want == 503) {
					t.Errorf("Retry-After %q, %s", r.Header.Get("Retry-After"), r.body)
				}
			})
		}
		mustSend(t, ts, tt.want, "GET", "/healthz", "")
	}
}
