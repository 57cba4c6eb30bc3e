package mock_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example/mock"
	"profilestatus.example/server"
	"profilestatus.example/store/memory"
)

// BenchmarkCreate shows what a mock adds to a create, without the network.
func BenchmarkCreate(b *testing.B) {
	api, err := server.New(server.WithStore(memory.New(1<<30)), server.WithCheck(mock.RefusePreference))
	if err != nil {
		b.Fatal(err)
	}
	newMock := func(options ...mock.Option) *mock.Mock {
		m, err := mock.New(append(options, mock.WithStore(memory.New(1<<30), "memory"))...)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(m.Close)
		return m
	}
	plain, ruled, unrecorded := newMock(), newMock(), newMock(mock.WithoutJournal(), mock.WithoutTestPowers())
	rule := httptest.NewRequest(http.MethodPost, "/__mock/rules", strings.NewReader(`{"match":{"profile":"another-*","property":{"name":"status","value":"error"}},"answer":{"status":429}}`))
	rule.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	if ruled.Control().ServeHTTP(answer, rule); answer.Code != http.StatusCreated {
		b.Fatalf("rule: %d %s", answer.Code, answer.Body)
	}
	const body = `{"status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z"}`
	for _, bb := range []struct {
		name    string
		handler http.Handler
		path    string
		reason  string
	}{
		{"API alone", api, "/beta" + profile, "what serve without test powers costs"},
		{"mock", plain, "/beta" + profile, "the journal validates again and records, which tests want"},
		{"no journal", unrecorded, "/beta" + profile, "what limits of tenants cost alone"},
		{"tenant by path", plain, "/tenants/suite-7/beta" + profile, "what a prefix adds"},
		{"rule that does not match", ruled, "/beta" + profile, "what a rule adds"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			if bb.reason == "" {
				b.Fatal("the row has no reason")
			}
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodPost, bb.path, strings.NewReader(body))
				r.Header.Set("Authorization", "Bearer t")
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				if bb.handler.ServeHTTP(w, r); w.Code != http.StatusCreated {
					b.Fatalf("%d %s", w.Code, w.Body)
				}
			}
		})
	}
}
