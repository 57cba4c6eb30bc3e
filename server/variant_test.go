package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/server"
)

// TestDocumentVariants: a document can be had without references and with the
// address of the service, and is the same otherwise.
func TestDocumentVariants(t *testing.T) {
	tests := []struct {
		query, host, prefix, proto, public string
		server                             string // in the document
		status                             int
		reason                             string
	}{
		{"", "127.0.0.1:8080", "", "", "", "/beta", 200, "as it was written"},
		{"inline", "127.0.0.1:8080", "", "", "", "/beta", 200, "still relative"},
		{"server", "127.0.0.1:8080", "", "", "", "http://127.0.0.1:8080/beta", 200, "a page on another host sends requests here"},
		{"odata", "127.0.0.1:8080", "", "", "", "/beta", 200, "the options of OData are described, and nothing else changes"},
		{"server&odata&inline", "127.0.0.1:8080", "", "", "", "http://127.0.0.1:8080/beta", 200, "all at once"},
		{"server&inline", "127.0.0.1:8080", "", "", "", "http://127.0.0.1:8080/beta", 200, "both at once"},
		{"server=", "127.0.0.1:8080", "/tenants/suite-7", "", "", "http://127.0.0.1:8080/tenants/suite-7/beta", 200, "the address has the tenant"},
		{"server", "127.0.0.1", "", "https", "", "https://127.0.0.1/beta", 200, "a proxy ends TLS"},
		{"server", "127.0.0.1", "", "", "https://api.example", "https://api.example/beta", 200, "the operator says where the service is"},
		{"server", "", "", "", "", "", 400, "there is no address to name"},
		{"server", "evil.example", "", "", "", "", 400, "a host that is not accepted is not named either"},
		{"other", "127.0.0.1", "", "", "", "/beta", 200, "other options are ignored, as before"},
	}
	for _, tt := range tests {
		for _, path := range []string{"/openapi.yaml", "/openapi.json"} {
			t.Run(path+"?"+tt.query+" "+tt.host, func(t *testing.T) {
				because(t, tt.reason)
				options := []server.Option{server.WithHosts("127.0.0.1")}
				if tt.host == "" {
					options = nil
				}
				if tt.public != "" {
					options = append(options, server.WithPublicURL(tt.public))
				}
				srv, err := server.New(options...)
				if err != nil {
					t.Fatal(err)
				}
				r := httptest.NewRequest("GET", tt.prefix+path+"?"+tt.query, nil)
				r.Host, r.RemoteAddr = tt.host, "127.0.0.1:1" // a proxy on this machine
				r.Header.Set("X-Forwarded-Proto", tt.proto)
				w := httptest.NewRecorder()
				srv.ServeHTTP(w, server.Mount(tt.prefix, r))
				if w.Code != tt.status {
					t.Fatalf("status %d, want %d: %s", w.Code, tt.status, w.Body)
				}
				if w.Code != http.StatusOK {
					return
				}
				if _, err := contract.Load(w.Body.Bytes()); err != nil {
					t.Errorf("what is served does not load: %v", err)
				}
				if body := w.Body.String(); !strings.Contains(strings.ReplaceAll(body, `"`, ""), "url: "+tt.server+"\n") {
					t.Errorf("the document does not name the server %s", tt.server)
				} else if strings.Contains(tt.query, "inline") == strings.Contains(body, "#/components/responses") {
					t.Error("references are written out exactly when that is asked for")
				} else if strings.Contains(tt.query, "odata") == strings.Contains(body, "x-odata-select:") && path == "/openapi.yaml" {
					t.Error("options of OData are described exactly when that is asked for")
				}
			})
		}
	}
}
