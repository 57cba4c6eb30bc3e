package contract_test

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// levels writes a document of n schemas, each made of the next one twice by a
// pattern in which %[1]d is the next. The last one, or the first again, ends it.
func levels(n int, pattern, last string) []byte {
	var b strings.Builder
	b.WriteString(`
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /a:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}}
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}}
components:
  schemas:
`)
	for i := range n {
		fmt.Fprintf(&b, "    S%d: "+pattern+"\n", i, i+1)
	}
	fmt.Fprintf(&b, "    S%d: %s\n", n, last)
	return []byte(b.String())
}

const ref = `{$ref: '#/components/schemas/S%[2]d'}`

// TestReuse loads documents that reach their last schema in 2^60 ways, and
// validates by them. Memory tells whether it goes all of these ways, and is not
// the matter of a busy machine.
func TestReuse(t *testing.T) {
	again := `{$ref: '#/components/schemas/S0'}`
	tests := []struct{ name, pattern, last, reason string }{
		{"properties", `{type: object, properties: {a: ` + ref + `, b: ` + ref + `}}`, `{type: string}`, "the plainest form of reuse"},
		{"closed", `{type: object, additionalProperties: false, properties: {a: ` + ref + `, b: ` + ref + `}}`, `{type: integer}`, "nothing here leaves room for unknown properties"},
		{"properties of no type", `{properties: {a: ` + ref + `, b: ` + ref + `}}`, `{}`, "to see that all of it allows everything takes as many steps"},
		{"items", `{type: object, properties: {a: {type: array, items: ` + ref + `}, b: {type: array, items: ` + ref + `}}}`, `{type: string}`, "arrays between the levels"},
		{"additionalProperties", `{type: object, properties: {a: ` + ref + `}, additionalProperties: ` + ref + `}`, `{type: string}`, "a level below a name that is not known"},
		{"allOf", `{allOf: [` + ref + `, ` + ref + `]}`, `{type: object, properties: {a: {type: string}}}`, "each part validates the same value"},
		{"anyOf", `{anyOf: [` + ref + `, ` + ref + `]}`, `{type: object, required: [z]}`, "each alternative is tried where none fits"},
		{"oneOf", `{oneOf: [` + ref + `, ` + ref + `]}`, `{type: object}`, "each alternative is tried always"},
		{"not", `{not: ` + ref + `, anyOf: [` + ref + `]}`, `{type: object}`, "not is one more way"},
		{"alternatives of objects", `{oneOf: [{type: object, properties: {a: ` + ref + `}}, {type: object, properties: {a: ` + ref + `}}]}`, `{type: string}`, "each level of the value doubles the ways"},
		{"example", `{example: {a: 1}, default: {a: 1}, anyOf: [` + ref + `, ` + ref + `]}`, `{type: object}`, "an example is validated while the document is loaded"},
		{"allOf of itself", `{allOf: [` + ref + `, ` + ref + `]}`, `{type: object, allOf: [` + again + `, ` + again + `]}`, "a circle that no value ends"},
		{"oneOf of itself", `{oneOf: [` + ref + `, ` + ref + `]}`, `{type: object, oneOf: [` + again + `, ` + again + `]}`, "the same of alternatives"},
		{"recursive", `{type: object, properties: {a: ` + ref + `, b: ` + ref + `}}`, `{type: object, properties: {a: ` + again + `, b: ` + again + `}}`, "a circle that values end"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			c, err := contract.Load(levels(60, tt.pattern, tt.last))
			if err != nil {
				t.Fatalf("Load() = %v\nreason: %s", err, tt.reason)
			}
			for _, body := range []string{`{}`, `{"a":1}`, strings.Repeat(`{"a":`, 30) + "1" + strings.Repeat("}", 30)} {
				x := &contract.Exchange{Method: "POST", Target: "/a", Status: 200, RequestBody: []byte(body), ResponseBody: []byte(body)}
				x.RequestHeader = http.Header{"Content-Type": {"application/json"}}
				x.ResponseHeader = x.RequestHeader
				c.Exchange(x)
				c.Operations()[0].Unknown(200, x.ResponseHeader, x.ResponseBody)
			}
			runtime.ReadMemStats(&after)
			if mib := (after.TotalAlloc - before.TotalAlloc) >> 20; mib > 200 {
				t.Errorf("%d MiB were allocated\nreason: %s", mib, tt.reason)
			} else {
				t.Logf("%d MiB", mib)
			}
		})
	}
}

// TestSharedSchemas loads a document in which each of many operations answers by
// a schema that reaches many others, as large documents do.
func TestSharedSchemas(t *testing.T) {
	const n = 1000
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths:\n")
	for i := range n {
		fmt.Fprintf(&b, "  /a%d: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}}}\n", i)
	}
	b.WriteString("components:\n  schemas:\n    S:\n      properties:\n")
	for i := range n {
		fmt.Fprintf(&b, "        p%d: {$ref: '#/components/schemas/S%d'}\n", i, i)
	}
	for i := range n {
		fmt.Fprintf(&b, "    S%d: {type: string}\n", i)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	c, err := contract.Load([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if mib := (after.TotalAlloc - before.TotalAlloc) >> 20; mib > 130 || len(c.Operations()) != n {
		t.Errorf("%d MiB were allocated for %d operations, want at most 130 for %d: are the schemas looked at once for each?", mib, len(c.Operations()), n)
	} else {
		t.Logf("%d MiB", mib)
	}
}
