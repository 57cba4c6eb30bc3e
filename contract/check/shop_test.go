package check_test

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
)

// A shop is a small right server of a document with links: numbers are ids, and
// no Location tells them. Faults break it.
type shop struct {
	contract *contract.Contract
	fault    func(*sale) // changes an answer
	mu       sync.Mutex
	last     int
	kept     map[string]map[string]any // by path
	lists    map[string][]any          // of a fault
}

// A sale is one exchange with a shop. What is to be kept may be changed before it
// is, and the answer after.
type sale struct {
	*http.Request
	operation string
	sent      map[string]any // nil for none
	keep      map[string]any // what PUT and PATCH leave
	removes   bool           // DELETE deletes
	refuse    int            // the status of a refusal, 0 for none
	status    int
	answer    any // nil for none
	stage     string
}

func shopDocument(t testing.TB) []byte {
	t.Helper()
	document, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func newShop(t testing.TB, fault func(*sale)) *shop {
	t.Helper()
	return newShopOf(t, shopDocument(t), fault)
}

func newShopOf(t testing.TB, document []byte, fault func(*sale)) *shop {
	t.Helper()
	c, err := contract.Load(document)
	if err != nil {
		t.Fatal(err)
	}
	return &shop{contract: c, fault: fault, kept: make(map[string]map[string]any), lists: make(map[string][]any)}
}

// ServeHTTP implements [http.Handler].
func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	call, err2 := s.contract.Find(r.Method, r.URL.EscapedPath())
	var method *contract.MethodError
	switch {
	case errors.As(err2, &method):
		w.Header().Set("Allow", strings.Join(method.Allow, ", "))
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	case err != nil || err2 != nil:
		w.WriteHeader(http.StatusNotFound)
		return
	}
	value, found := call.Request(r, body)
	if len(found) > 0 || r.Header.Get("Content-Encoding") != "" || strings.Count(string(body), `"item"`) > 1 {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	a := &sale{Request: r, operation: call.ID, removes: true}
	a.sent, _ = value.(map[string]any)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serve(a, r.URL.Path)
	if a.stage = "answer"; s.fault != nil {
		s.fault(a)
	}
	if a.answer != nil {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(a.status)
	if a.answer != nil {
		_ = json.NewEncoder(w).Encode(a.answer)
	}
}

func (s *shop) serve(a *sale, path string) {
	path = strings.Replace(path, "/removals/", "/orders/", 1)
	old := s.kept[path]
	if a.keep = maps.Clone(a.sent); a.keep == nil {
		a.keep = make(map[string]any)
	}
	for _, name := range []string{"id", "number"} {
		if old[name] != nil {
			a.keep[name] = old[name]
		}
	}
	if a.Method == http.MethodPatch {
		a.keep = maps.Clone(old)
		maps.Copy(a.keep, a.sent)
	}
	if a.stage = "keep"; s.fault != nil {
		s.fault(a)
	}
	switch {
	case a.refuse != 0:
		a.status = a.refuse
	case a.operation == "placeOrder" || a.operation == "writeNote":
		s.last++
		name := map[string]string{"placeOrder": "number", "writeNote": "id"}[a.operation]
		a.keep[name] = s.last
		s.kept[path+"/"+strconv.Itoa(s.last)] = a.keep
		if a.status, a.answer = http.StatusCreated, a.keep; name == "number" {
			a.answer = map[string]any{"placed": a.keep}
		}
	case a.operation == "searchOrders":
		found := []any{}
		limit, err := strconv.Atoi(a.URL.Query().Get("limit"))
		for _, path := range slices.Sorted(maps.Keys(s.kept)) {
			if strings.HasPrefix(path, "/orders/") && (err != nil || len(found) < limit) {
				found = append(found, s.kept[path])
			}
		}
		a.status, a.answer = http.StatusOK, found
	case a.operation == "payOrder" && s.kept[strings.TrimSuffix(path, "/payments")] != nil:
		a.status = http.StatusNoContent
	case a.operation == "keepSetting" && old == nil:
		s.kept[path], a.status = a.keep, http.StatusCreated
	case old == nil:
		a.status = http.StatusNotFound
	case a.Method == http.MethodGet:
		a.status, a.answer = http.StatusOK, maps.Clone(old)
	case a.Method == http.MethodDelete:
		if a.status = http.StatusNoContent; a.removes {
			delete(s.kept, path)
		}
	default:
		s.kept[path], a.status = a.keep, http.StatusNoContent
	}
}

// TestShop checks it unbroken: nothing is found, each operation is used, and
// nothing is left behind.
func TestShop(t *testing.T) {
	s := newShop(t, nil)
	used := make(map[string]int)
	s.fault = func(a *sale) {
		if a.stage == "answer" && a.status < 300 {
			used[a.operation]++
			if trace := a.Header.Get("X-Trace"); len(trace) > 1 && trace[0] == 'n' && a.URL.Query().Get("item") != "" {
				used["search by link"]++
			}
			if a.operation == "payOrder" && a.sent["amount"] == json.Number("5") {
				used["pay by link"]++
			}
		}
	}
	r := run(t, check.Config{Base: "http://shop.test", Document: shopDocument(t), Seed: 1, Cases: 10, Transport: direct{s}})
	if len(r.Findings) > 0 {
		t.Errorf("a right shop is wrong:\n%s", explain(r))
	}
	for _, op := range append(s.contract.Operations(), &contract.Operation{ID: "search by link"}, &contract.Operation{ID: "pay by link"}) {
		if used[op.ID] == 0 {
			t.Errorf("%s was never used", op.ID)
		}
	}
	if len(s.kept) > 0 || len(r.NotCovered) > 0 {
		t.Errorf("%d objects were left behind; not covered:\n%s", len(s.kept), notes(r.NotCovered))
	}
	t.Logf("%d requests; not seen:\n%s", r.Requests, notes(r.NotSeen))
}
