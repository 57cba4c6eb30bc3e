package mock

import (
	_ "embed"
	"net/http"
	"strings"
	"time"
)

//go:embed openapi.yaml
var document string

// OpenAPI returns the document of the operations that control a mock, in YAML.
func OpenAPI() string { return document }

// isDocument reports whether a request asks for the document.
func isDocument(r *http.Request) bool {
	return r.URL.Path == controlPrefix+"openapi.yaml" && (r.Method == http.MethodGet || r.Method == http.MethodHead)
}

// serveDocument serves the document to anyone.
func serveDocument(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/yaml")
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(document))
}
