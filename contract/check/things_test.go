package check_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
	"profilestatus.example/contract/report"
)

// things is a small server of another document, written in another manner: ids
// are numbers, pages have cursors, keys are in a header of their own.
type things struct {
	contract *contract.Contract
	mu       sync.Mutex
	last     int
	kept     map[int]map[string]any
	pageSize int // a fault when it is not 0
}

func newThings(t testing.TB) (*things, []byte) {
	t.Helper()
	document, err := os.ReadFile("testdata/things.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := contract.Load(document)
	if err != nil {
		t.Fatal(err)
	}
	return &things{contract: c, kept: make(map[int]map[string]any)}, document
}

func (s *things) answer(w http.ResponseWriter, status int, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func (s *things) wrong(w http.ResponseWriter, status int, reason string) {
	s.answer(w, status, map[string]any{"reason": reason})
}

// ServeHTTP implements [http.Handler].
func (s *things) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.Replace(r.URL.EscapedPath(), "/gateway", "/api/v2", 1)
	call, err := s.contract.Find(r.Method, path)
	var method *contract.MethodError
	switch {
	case errors.As(err, &method):
		w.Header().Set("Allow", strings.Join(method.Allow, ", "))
		s.wrong(w, 405, "method")
		return
	case err != nil:
		s.wrong(w, 404, "path")
		return
	case call.Path == "/api/v2/health":
		w.WriteHeader(204)
		return
	case r.Header.Get("X-Api-Key") != "open sesame":
		w.Header().Set("WWW-Authenticate", "Key")
		s.wrong(w, 401, "key")
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.wrong(w, 400, "body")
		return
	}
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); call.ID == "putPicture" && (err != nil || t != "image/png") {
		s.wrong(w, 415, "type")
		return
	}
	if r.Header.Get("Content-Encoding") != "" {
		s.wrong(w, 415, "encoding")
		return
	}
	value, found := call.Request(r, body)
	if len(found) > 0 {
		s.wrong(w, 400, found[0].String())
		return
	}
	object, _ := value.(map[string]any)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serve(w, r, call.ID, path, object)
}

func (s *things) serve(w http.ResponseWriter, r *http.Request, operation, path string, object map[string]any) {
	id, _ := strconv.Atoi(path[strings.LastIndexByte(path, '/')+1:])
	if operation != "createThing" && operation != "listThings" && operation != "putPicture" && s.kept[id] == nil {
		s.wrong(w, 404, "no such thing")
		return
	}
	switch operation {
	case "createThing":
		s.last++
		id = s.last
		s.store(id, object)
		w.Header().Set("Location", fmt.Sprint("https://things.example/api/v2/things/", id))
		s.answer(w, 201, s.kept[id])
	case "replaceThing":
		s.store(id, object)
		s.answer(w, 200, s.kept[id])
	case "getThing":
		s.answer(w, 200, s.kept[id])
	case "deleteThing":
		delete(s.kept, id)
		w.WriteHeader(204)
	case "putPicture":
		w.WriteHeader(204)
	case "listThings":
		s.page(w, r)
	}
}

func (s *things) store(id int, object map[string]any) {
	object["id"], object["changed"] = id, time.Now().Format(time.RFC3339Nano)
	s.kept[id] = object
}

func (s *things) page(w http.ResponseWriter, r *http.Request) {
	from, limit := 0, 20
	if text := r.URL.Query().Get("cursor"); text != "" {
		var err error
		if from, err = strconv.Atoi(text); err != nil {
			s.wrong(w, 400, "no cursor of ours")
			return
		}
	}
	if text := r.URL.Query().Get("limit"); text != "" {
		limit, _ = strconv.Atoi(text)
	}
	limit += s.pageSize
	var ids []int
	for id := range s.kept {
		if id > from {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	page := map[string]any{}
	if len(ids) > limit {
		ids = ids[:limit]
		page["nextCursor"] = strconv.Itoa(ids[limit-1])
	}
	items := []any{}
	for _, id := range ids {
		items = append(items, s.kept[id])
	}
	page["things"] = items
	s.answer(w, 200, page)
}

// TestOtherDocument checks a server that has nothing in common with this
// project's, behind a gateway that mounts it elsewhere.
func TestOtherDocument(t *testing.T) {
	t.Parallel()
	s, document := newThings(t)
	ts := httptest.NewServer(s)
	t.Cleanup(ts.Close)
	for seed := range seedsOr(2) {
		base := ts.URL
		if seed%2 == 0 {
			base += "/gateway"
		}
		r := run(t, check.Config{Base: base, Document: document, Seed: seed + 1, Token: "open sesame", Cases: casesOr(5, 15)})
		if !r.Holds() {
			t.Fatalf("seed %d: a right server breaks the contract:\n%s", r.Seed, explain(r))
		}
		for _, c := range r.Coverage {
			good := 0
			for status, n := range c.Statuses {
				if status < 300 {
					good += n
				}
			}
			if good == 0 && c.Operation != "" && c.Operation != "putPicture" {
				t.Errorf("%s: no success, only %v", c.Operation, c.Statuses)
			}
		}
		if !strings.Contains(notes(r.NotCovered), "putPicture: its body is not JSON") {
			t.Errorf("it is not said that a picture cannot be made: %q", r.NotCovered)
		}
	}
	if n := len(s.kept); n > 0 {
		t.Errorf("%d things were left behind", n)
	}
}

// TestOtherDocumentBroken breaks that server.
func TestOtherDocumentBroken(t *testing.T) {
	s, document := newThings(t)
	s.pageSize = 1
	ts := httptest.NewServer(s)
	t.Cleanup(ts.Close)
	r := run(t, check.Config{Base: ts.URL, Document: document, Seed: 1, Token: "open sesame", Cases: -1})
	if !slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return f.Violation.Rule == "pageSize" }) {
		t.Errorf("a page that is too long was not found:\n%s", explain(r))
	}
}
