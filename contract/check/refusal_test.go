package check_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
	"profilestatus.example/contract/report"
)

// calendar is a document with a form of request for each row of TestRefusals.
const calendar = `  /up: {get: {operationId: up, responses: {'200': {description: d}}}}
  /silences:
    post:
      operationId: silence
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              additionalProperties: false
              required: [ends]
              properties:
                ends: {type: string, format: date-time}
                mail: {type: string, format: email}
                phone: {type: string, maxLength: 30}
                kind: {type: string, enum: [a, b]}
            %s
      responses: {'200': {description: d}, '400': {description: d}, '415': {description: d}}
  /alerts:
    get:
      operationId: alerts
      parameters: [{name: filter, in: query, schema: {type: string, maxLength: 20}}]
      responses: {'200': {description: d}, '400': {description: d}}
`

// TestRefusals: a valid request may be refused for what no document can state,
// which is a warning. What the document offers and the server does not have at
// all is an error.
func TestRefusals(t *testing.T) {
	const example = "example: {ends: '2030-01-01T00:00:00Z', mail: a@b.example, kind: a}"
	text := func(o map[string]any, name string) string { s, _ := o[name].(string); return s }
	tests := []struct {
		name, example string
		refuse        func(r *http.Request, body map[string]any) int // 0: it is taken
		operation     string
		level         report.Level
		reason        string
	}{
		{"an end in the past", "", func(_ *http.Request, o map[string]any) int {
			if ends := text(o, "ends"); ends != "" && ends < "2026" {
				return 400
			}
			return 0
		}, "silence", report.Warning, "dates of the past are dates, and OpenAPI cannot say more"},
		{"one of two", "", func(_ *http.Request, o map[string]any) int {
			if o != nil && o["mail"] == nil && o["phone"] == nil {
				return 400
			}
			return 0
		}, "silence", report.Warning, "each is optional, and one must be there"},
		{"a member for some", "", func(_ *http.Request, o map[string]any) int {
			if text(o, "kind") == "b" {
				return 403
			}
			return 0
		}, "silence", report.Warning, "it may need a permission, or belong to what was archived"},
		{"a language of its own", "", func(r *http.Request, _ map[string]any) int {
			if r.URL.Query().Has("filter") && !strings.Contains(r.URL.RawQuery, "%3D") {
				return 400
			}
			return 0
		}, "alerts", report.Warning, "a filter has a grammar, and the document has a text"},
		{"all refused", "", func(_ *http.Request, o map[string]any) int {
			if o != nil {
				return 400
			}
			return 0
		}, "silence", report.Warning, "nobody knows what it takes, and no example says so"},
		{"its own example", example, func(_ *http.Request, o map[string]any) int {
			if o != nil {
				return 400
			}
			return 0
		}, "silence", report.Error, "whoever goes by the document cannot call it"},
		{"only its own example", example, func(_ *http.Request, o map[string]any) int {
			if o != nil && text(o, "mail") != "a@b.example" {
				return 400
			}
			return 0
		}, "silence", report.Warning, "the account of the example is there, and no other"},
		{"a method", "", func(r *http.Request, _ map[string]any) int {
			if r.URL.Path == "/alerts" {
				return 405
			}
			return 0
		}, "alerts", report.Error, "the document offers it"},
		{"a media type", "", func(_ *http.Request, o map[string]any) int {
			if o != nil {
				return 415
			}
			return 0
		}, "silence", report.Error, "the document offers it, whatever the body holds"},
		{"credentials", "", func(r *http.Request, _ map[string]any) int {
			if r.URL.Query().Has("filter") {
				return 401
			}
			return 0
		}, "alerts", report.Error, "the document asks for none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			document := inDocument(fmt.Sprintf(calendar, tt.example))
			cfg := check.Config{Base: "http://silences.test", Document: document, Seed: 1, Cases: casesOr(6, 20), Tolerate: []string{"status", "wwwAuthenticate", "allow"}, Transport: direct{refusing(t, document, tt.refuse)}}
			refused := 0
			for _, f := range run(t, cfg).Findings {
				switch {
				case f.Violation.Rule != "refused" || f.Operation != tt.operation:
					t.Errorf("%s of %s was found, too\nreason: %s", f.Violation, f.Operation, tt.reason)
				case f.Level == tt.level:
					refused++
				case tt.level == report.Warning:
					t.Errorf("%s is an error\nreason: %s", f.Violation, tt.reason)
				}
			}
			if refused == 0 {
				t.Errorf("nothing refused of level %v was found\nreason: %s", tt.level, tt.reason)
			}
		})
	}
}

// refusing validates as the document says, and refuses more by a status.
func refusing(t *testing.T, document []byte, refuse func(*http.Request, map[string]any) int) http.Handler {
	t.Helper()
	c, err := contract.Load(document)
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		v := c.RequestWithin(&contract.Exchange{Method: r.Method, Target: r.URL.RequestURI(), RequestHeader: r.Header, RequestBody: body}, contract.Limits{Request: 1 << 20})
		if err == nil && len(v.Violations) == 0 {
			if status := refuse(r, object(body)); status != 0 {
				w.WriteHeader(status)
			}
			return
		}
		switch v.Violations[0].Rule {
		case "method":
			w.WriteHeader(http.StatusMethodNotAllowed)
		case "path":
			w.WriteHeader(http.StatusNotFound)
		case "mediaType", "encoding":
			w.WriteHeader(http.StatusUnsupportedMediaType)
		default:
			w.WriteHeader(http.StatusBadRequest)
		}
	})
}

// object reads a body, nil if it is no object.
func object(body []byte) map[string]any {
	var o map[string]any
	if json.Unmarshal(body, &o) != nil {
		return nil
	}
	return o
}
