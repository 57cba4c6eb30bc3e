package mock_test

import (
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/mock"
	"profilestatus.example/server"
)

// TestControl is what the control answers beside its operations.
func TestControl(t *testing.T) {
	base := start(t, mock.WithServer(server.WithCORS(server.LoopbackOrigins)))
	const page = "http://localhost:3000"
	tests := []struct {
		method, path string
		headers      []string
		status       int
		header, want string // a part of its value
		body         string // a part of it
		reason       string
	}{
		{"GET", "/__mock/openapi.yaml", nil, 200, "Content-Type", "application/yaml", "operationId: putState", "anyone can read the document"},
		{"HEAD", "/__mock/openapi.yaml", nil, 200, "Etag", `"`, "", "and ask whether it has changed"},
		{"GET", "/tenants/a/__mock/openapi.yaml", nil, 200, "Access-Control-Allow-Origin", "*", "openapi: 3", "under the base of a tenant, too"},
		{"PUT", "/__mock/openapi.yaml", nil, 405, "Allow", "GET", "MethodNotAllowed", "nobody changes it"},
		{"GET", "/__mock/nothing", nil, 404, "Content-Type", "application/json", "listed in /__mock/openapi.yaml", "the text names the document of the control"},
		{"GET", "/__contract/nothing", nil, 404, "Content-Type", "application/json", "listed in /__mock/openapi.yaml", "the journal is part of it"},
		{"GET", "/beta/nothing", []string{"Authorization", "Bearer x"}, 404, "Content-Type", "application/json", "listed in /openapi.yaml", "the API has its own"},
		{"HEAD", "/__mock/tenant", nil, 405, "Allow", "DELETE, GET", "", "the document has no HEAD"},
		{"PATCH", "/__mock/clock", nil, 405, "Allow", "DELETE, GET, PUT", "it supports DELETE, GET, PUT", "a method that a path does not have"},
		{"OPTIONS", "/__mock/clock", nil, 405, "Allow", "PUT", "", "no preflight"},
		{"OPTIONS", "/__mock/clock", []string{"Origin", page, "Access-Control-Request-Method", "PUT"}, 204, "Access-Control-Allow-Methods", "PUT", "", "a page can set the clock"},
		{"OPTIONS", "/tenants/a/__mock/clock", []string{"Origin", page, "Access-Control-Request-Method", "PUT"}, 204, "Access-Control-Allow-Origin", page, "", "of a tenant, too"},
		{"OPTIONS", "/beta" + profile, []string{"Origin", page, "Access-Control-Request-Method", "POST"}, 204, "Access-Control-Allow-Methods", "POST", "", "a page can create a status"},
		{"GET", "/__mock/clock", []string{"Authorization", "Basic x"}, 401, "Www-Authenticate", "Bearer", "not Bearer", "a token that is sent must be one"},
		{"GET", "/__mock/profiles?limit=0", nil, 400, "Content-Type", "application/json", "query/limit", "a page has one item at least"},
		{"PUT", "/__mock/clock", []string{"Content-Type", "text/xml"}, 415, "Content-Type", "application/json", "application/json", "only JSON is read"},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			body := ""
			if tt.status == http.StatusUnsupportedMediaType {
				body = "x"
			}
			resp, got := exchange(t, tt.method, base+tt.path, body, tt.headers...)
			if resp.StatusCode != tt.status || !strings.Contains(resp.Header.Get(tt.header), tt.want) || !strings.Contains(got, tt.body) {
				t.Errorf("%d, %s: %q, %.300s\nwant %d, %q, %q\nreason: %s", resp.StatusCode, tt.header, resp.Header.Get(tt.header), got, tt.status, tt.want, tt.body, tt.reason)
			}
		})
	}
}
