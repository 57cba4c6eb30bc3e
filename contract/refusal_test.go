package contract_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"profilestatus.example"
	"profilestatus.example/contract"
)

// errorDocument is one whose only operation answers 400 in a shape, with headers.
func errorDocument(status, mediaType, schema, headers string) string {
	return `{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"operationId":"a","responses":{
		"200":{"description":"d"},"` + status + `":{"description":"d","headers":{` + headers + `},"content":{"` + mediaType + `":{"schema":` + schema + `}}}}}}},
		"components":{"schemas":{"E":{"type":"object","required":["e"],"properties":{"e":{"$ref":"#/components/schemas/E"}}}}}}`
}

// TestRefuse shows what a refusal looks like in the shapes that APIs have for
// their errors.
func TestRefuse(t *testing.T) {
	const (
		text     = `"type":"string"`
		required = `"X-Request-Id":{"required":true,"schema":{"type":"string","format":"uuid"}},"Retry-After":{"required":true,"schema":{"type":"integer"}},"X-O":{"schema":{"type":"string"}}`
	)
	tests := []struct {
		name, status, mediaType, schema string
		want                            string // the body
		reason                          string
	}{
		{"message", "400", "application/json", `{"type":"object","required":["message"],"properties":{"message":{` + text + `}}}`,
			`{"message":"Two things are wrong."}`, "the smallest shape"},
		{"code and message", "4XX", "application/json", `{"type":"object","required":["code","message"],"properties":{"code":{"type":"integer","format":"int32"},"message":{` + text + `}}}`,
			`{"code":400,"message":"Two things are wrong."}`, "a code that is a number is the status"},
		{"default", "default", "application/json", `{"type":"object","required":["error"],"properties":{"error":{` + text + `},"detail":{` + text + `,"maxLength":10}}}`,
			`{"detail":"Two things","error":"Bad Request"}`, "an error for all statuses; texts keep their bounds"},
		{"enum", "400", "application/json", `{"type":"object","required":["code"],"properties":{"code":{` + text + `,"enum":["NOT_FOUND","BAD_REQUEST"]}}}`,
			`{"code":"BAD_REQUEST"}`, "case and separators aside"},
		{"other enum", "400", "application/json", `{"type":"object","required":["type"],"properties":{"type":{` + text + `,"enum":["card_error","invalid_request_error"]}}}`,
			`{"type":"invalid_request_error"}`, "the nearest word"},
		{"list of objects", "400", "application/json", `{"type":"object","properties":{"detail":{"type":"array","items":{"type":"object","required":["loc","msg","type"],"properties":{"loc":{"type":"array","items":{` + text + `}},"msg":{` + text + `},"type":{` + text + `}}}}}}`,
			`{"detail":[{"loc":["/a"],"msg":"bad a","type":"enum"},{"loc":["/b"],"msg":"bad b","type":"required"}]}`, "one item for each violation"},
		{"list of texts", "400", "application/json", `{"type":"object","required":["errors"],"properties":{"errors":{"type":"array","maxItems":1,"items":{` + text + `}}}}`,
			`{"errors":["bad a"]}`, "no more than there may be"},
		{"problem details", "400", "application/problem+json", `{"type":"object","properties":{"type":{` + text + `,"format":"uri","default":"about:blank"},"title":{` + text + `},"status":{"type":"integer"},"detail":{` + text + `},"instance":{` + text + `}}}`,
			`{"detail":"Two things are wrong.","status":400,"title":"Bad Request","type":"about:blank"}`, "RFC 9457 as the document's own"},
		{"parts", "400", "application/json", `{"allOf":[{"type":"object","required":["id"],"properties":{"id":{` + text + `,"format":"uuid"}}},{"type":"object","properties":{"msg":{` + text + `}}}]}`,
			`{"id":"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11","msg":"Two things are wrong."}`, "all of them"},
		{"alternatives", "400", "application/json", `{"oneOf":[{"type":"object","required":["n"],"properties":{"n":{"type":"integer","minimum":7}}},{"type":"object","required":["message"],"properties":{"message":{` + text + `}}}]}`,
			`{"n":7}`, "the first of which a value can be made"},
		{"times and marks", "400", "application/json", `{"type":"object","required":["at","on","ok","trace_id","kind"],"properties":{"at":{` + text + `,"format":"date-time"},"on":{` + text + `,"format":"date"},"ok":{"type":"boolean"},"trace_id":{` + text + `},"kind":{` + text + `,"pattern":"^Status$"}}}`,
			`{"at":"2026-11-23T10:00:00Z","kind":"Status","ok":false,"on":"2026-11-23","trace_id":"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11"}`, "by format and pattern"},
		{"text", "400", "text/plain", `{` + text + `}`, "", "it is no JSON: RFC 9457"},
		{"impossible", "400", "application/json", `{"type":"object","required":["x"],"properties":{"x":{` + text + `,"pattern":"^[0-9]{7}$"}}}`, "", "nobody knows such a text: RFC 9457"},
		{"endless", "400", "application/json", `{"$ref":"#/components/schemas/E"}`, "", "the schema contains itself: RFC 9457"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			c, err := contract.Load([]byte(errorDocument(tt.status, tt.mediaType, tt.schema, required)))
			if err != nil {
				t.Fatal(err)
			}
			call, err := c.Find("GET", "/a")
			if err != nil {
				t.Fatal(err)
			}
			h, body := c.Refuse(call.Operation, twoWrong())
			if tt.want == "" {
				tt.want, tt.mediaType = problemOf, "application/problem+json"
			} else if found := call.Response(400, h, body); len(found) > 0 || h.Get("Retry-After") != "0" || len(h) != 3 {
				t.Errorf("it breaks the document: %v, %v", found, h)
			}
			if got := strings.TrimSpace(string(body)); got != tt.want || h.Get("Content-Type") != tt.mediaType {
				t.Errorf("%s %s, want %s %s\nreason: %s", h.Get("Content-Type"), got, tt.mediaType, tt.want, tt.reason)
			}
		})
	}
}

const problemOf = `{"title":"Bad Request","status":400,"detail":"Two things are wrong.","violations":[{"code":"enum","target":"/a","message":"bad a"},{"code":"required","target":"/b","message":"bad b"}]}`

func twoWrong() contract.Refusal {
	return contract.Refusal{
		Status: 400, Message: "Two things are wrong.", ID: "019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11", Time: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC),
		Violations: []contract.Violation{{Side: contract.InRequest, Rule: "enum", Target: "/a", Message: "bad a"}, {Side: contract.InRequest, Rule: "required", Target: "/b", Message: "bad b"}},
		Request:    http.Header{"Client-Request-Id": {"run-1"}},
	}
}

// TestRefuseOfNoOperation shows that the document's errors are found from
// anywhere, and that ids of requests are repeated.
func TestRefuseOfNoOperation(t *testing.T) {
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		t.Fatal(err)
	}
	r := twoWrong()
	for _, status := range []int{400, 502} {
		r.Status = status
		h, body := c.Refuse(nil, r)
		h.Set("Date", "Mon, 23 Nov 2026 10:00:00 GMT")
		if found := c.Error(status, h, body); len(found) > 0 || !strings.Contains(string(body), `"client-request-id":"run-1"`) ||
			!strings.Contains(string(body), `"details":[{"code":"enum","message":"bad a","target":"/a"}`) || h.Get("Client-Request-Id") != "run-1" {
			t.Errorf("%d: %v %s breaks the document: %v", status, h, body, found)
		}
	}
	c, err = contract.Load([]byte(errorDocument("200", "application/json", "{}", "")))
	if err != nil {
		t.Fatal(err)
	}
	if h, body := c.Refuse(nil, twoWrong()); h.Get("Content-Type") != "application/problem+json" || strings.TrimSpace(string(body)) != problemOf {
		t.Errorf("%v %s, want problem details, since the document has no errors", h, body)
	}
}
