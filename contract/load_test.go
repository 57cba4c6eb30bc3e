package contract_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// said returns warnings or notes, one a line.
func said(all []contract.Warning) string {
	var b strings.Builder
	for _, w := range all {
		b.WriteString(w.String() + "\n")
	}
	return b.String()
}

// answered reports whether an answer of 200 in JSON keeps the contract.
func answered(c *contract.Contract, target, body string) bool {
	v := c.Exchange(&contract.Exchange{Method: "GET", Target: target, Status: 200, ResponseHeader: http.Header{"Content-Type": {"application/json"}}, ResponseBody: []byte(body)})
	return !v.Broke(contract.InResponse)
}

// inParts is a document with one schema S, which GET /a answers, and a path /b
// beside it.
const inParts = `openapi: 3.0.3
info: {title: t, version: v}
paths:
  /a: {get: {operationId: getA, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}}}
  /b: {get: {operationId: getB, responses: {'200': {description: d, content: {application/json: {schema: {type: integer}}}}}}}
components:
  schemas:
    S: `

// tAndU are two more schemas, which differ in n.
const tAndU = `
    T: {type: object, required: [k, n], properties: {n: {type: integer}}}
    U: {type: object, required: [k, n], properties: {n: {type: string}}}
`

// TestParts: what is wrong with one part of a document costs no other part, and
// is said with its place. A note says what is then not validated.
func TestParts(t *testing.T) {
	tests := []struct{ name, document, warning, note, good, bad, reason string }{
		{"no such schema", inParts + "{type: object, required: [n], properties: {n: {$ref: '#/components/schemas/X'}}}",
			`line 8, column 51: The reference "#/components/schemas/X" cannot be followed: it is not there.`,
			`line 8, column 51: getA: The response 200 is not wholly validated: the reference "#/components/schemas/X" leads to nothing.`, `{"n":[]}`, `{}`, "the rest of the schema holds"},
		{"other document", inParts + "{type: array, items: {$ref: 'other.yaml#/S'}}",
			`The reference "other.yaml#/S" cannot be followed: it is in another document.`, `getA: The response 200 is not wholly validated: the reference "other.yaml#/S"`, `[1]`, `{}`, "a stranger's document reads no files"},
		{"whole file", inParts + "{type: array, items: {$ref: other.json}}",
			`The reference "other.json" cannot be followed`, `getA: The response 200 is not wholly validated`, `[1]`, `{}`, "the whole of another document"},
		{"no such place", inParts + "{type: array, items: {$ref: '#/components/schemas/S/properties/x'}}",
			`"#/components/schemas/S/properties/x" cannot be followed`, "getA: The response 200 is not wholly validated", `[1]`, `{}`, "a place within a component"},
		{"other kind", inParts + "{type: array, items: {$ref: '#/components/responses/R'}}\n  responses: {R: {description: d}}",
			`"#/components/responses/R" cannot be followed`, "getA: The response 200 is not wholly validated", `[1]`, `{}`, "a response is no schema"},
		{"in a circle", inParts + "{type: array, items: {$ref: '#/components/schemas/T'}}\n    T: {$ref: '#/components/schemas/T'}",
			`The reference "#/components/schemas/T" leads to nothing.`, "getA: The response 200 is not wholly validated", `[1]`, `{}`, "it stands for itself"},
		{"null", inParts + "{type: object, required: [n], properties: {n: null}}",
			"line 8, column 5: Something is null that has to be an object.", "line 8, column 5: getA: The response 200 is not wholly validated: something in it is null.", `{"n":1}`, `{}`, "an empty line in YAML"},
		{"null beside", inParts + "{type: integer}\n    T:", "Something is null that has to be an object.", "", "1", `"x"`, "nobody needs it"},
		{"wrong type", inParts + "{type: integer, minimum: 2, description: [x]}",
			"line 8, column 49: /components/schemas/S/description cannot be read and is not used", "", "2", "1", "a text is a list"},
		{"wrong type of a bound", inParts + "{type: integer, minimum: 2, maximum: lots}",
			"line 8, column 45: /components/schemas/S/maximum cannot be read and is not used", "", "2", "1", "a number is a text"},
		{"wrong type of a schema", inParts + "{type: object, required: [n], properties: {n: [1]}}",
			"/components/schemas/S/properties/n cannot be read and is not used", "getA: The response 200 is not wholly validated: something in it is null.", `{"n":1}`, `{}`, "a schema is a list"},
		{"beside a discriminator", inParts + "{oneOf: [{type: object, required: [k, n], properties: {n: {$ref: '#/components/schemas/X'}}}], discriminator: {propertyName: k, mapping: {a: '#/components/schemas/T'}}}\n    T: {type: object, required: [k, n]}",
			`The reference "#/components/schemas/X" cannot be followed: it is not there.`, `getA: The response 200 is not wholly validated`, `{"k":"a","n":1}`, `{"k":"b","n":1}`, "what its mapping leads to is there"},
		{"mapping of a discriminator", inParts + "{oneOf: [{type: object, required: [k, n]}], discriminator: {propertyName: k, mapping: {a: 'other.yaml#/A'}}}",
			`The mapping of "a" to "other.yaml#/A" is not used: it leads to nothing.`, "", `{"k":"a","n":1}`, `{"k":"a"}`, "bundlers leave them"},
		{"beside a lost mapping", inParts + "{oneOf: [{$ref: '#/components/schemas/T'}, {$ref: '#/components/schemas/U'}], discriminator: {propertyName: k, mapping: {a: 'other.yaml#/A', t: '#/components/schemas/T'}}}" + tAndU,
			`The mapping of "a" to "other.yaml#/A" is not used: it leads to nothing.`, "", `{"k":"a","n":"x"}`, `{"k":"t","n":"x"}`, "the others choose"},
		{"value of a lost mapping", inParts + "{oneOf: [{$ref: '#/components/schemas/T'}, {$ref: '#/components/schemas/U'}], discriminator: {propertyName: k, mapping: {a: 'other.yaml#/A', t: '#/components/schemas/T'}}}" + tAndU,
			`The mapping of "a" to "other.yaml#/A" is not used: it leads to nothing.`, "", `{"k":"t","n":1}`, `{"k":"a","n":[]}`, "it has to fit an alternative"},
		{"unknown beside a lost mapping", inParts + "{oneOf: [{$ref: '#/components/schemas/T'}, {$ref: '#/components/schemas/U'}], discriminator: {propertyName: k, mapping: {a: 'other.yaml#/A', t: '#/components/schemas/T'}}}" + tAndU,
			`The mapping of "a" to "other.yaml#/A" is not used: it leads to nothing.`, "", `{"k":"a","n":1}`, `{"k":"b","n":1}`, "no mapping had it"},
		{"lost mapping of the name of a schema", inParts + "{oneOf: [{$ref: '#/components/schemas/T'}, {$ref: '#/components/schemas/U'}], discriminator: {propertyName: k, mapping: {T: 'other.yaml#/A', u: '#/components/schemas/U'}}}" + tAndU,
			`The mapping of "T" to "other.yaml#/A" is not used: it leads to nothing.`, "", `{"k":"T","n":"x"}`, `{"k":"T","n":[]}`, "it did not mean that schema"},
		{"several lost mappings", inParts + "{oneOf: [{$ref: '#/components/schemas/T'}, {$ref: '#/components/schemas/U'}], discriminator: {propertyName: k, mapping: {b: 'other.yaml#/B', a: 'other.yaml#/A', t: '#/components/schemas/T'}}}" + tAndU,
			`2 mappings are not used, such as that of "a" to "other.yaml#/A": they lead to nothing.`, "", `{"k":"b","n":"x"}`, `{"k":"t","n":"x"}`, "one warning for all of them"},
		{"lost mapping within the document", inParts + "{oneOf: [{$ref: '#/components/schemas/T'}, {$ref: '#/components/schemas/U'}], discriminator: {propertyName: k, mapping: {a: '#/components/schemas/A', t: '#/components/schemas/T'}}}" + tAndU,
			"", "", `{"k":"a","n":"x"}`, `{"k":"t","n":"x"}`, "likewise"},
		{"lost mapping of a base", inParts + "{type: object, required: [k], discriminator: {propertyName: k, mapping: {a: 'other.yaml#/A', t: '#/components/schemas/T'}}}" + tAndU,
			`The mapping of "a" to "other.yaml#/A" is not used: it leads to nothing.`, `Objects of the kind "a" are compared with the base schema only: its mapping leads to nothing.`, `{"k":"a"}`, `{"k":"t"}`, "it has no alternatives"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := contract.Load([]byte(tt.document))
			if err != nil {
				t.Fatalf("Load() = %v\nreason: %s", err, tt.reason)
			}
			if got := said(c.Warnings()); !strings.Contains(got, tt.warning) {
				t.Errorf("warnings = %q, want %q\nreason: %s", got, tt.warning, tt.reason)
			}
			if got := said(c.Notes()); !strings.Contains(got, tt.note) || tt.note == "" && got != "" || strings.Contains(got, "getB") {
				t.Errorf("notes = %q, want %q\nreason: %s", got, tt.note, tt.reason)
			}
			if !answered(c, "/a", tt.good) || answered(c, "/a", tt.bad) || !answered(c, "/b", "1") || answered(c, "/b", `"x"`) {
				t.Errorf("%s is right: %t, %s: %t; want only the first, and the same of /b\nreason: %s", tt.good, answered(c, "/a", tt.good), tt.bad, answered(c, "/a", tt.bad), tt.reason)
			}
		})
	}
}

// TestLostParts: also what is no schema can be missing.
func TestLostParts(t *testing.T) {
	const start = "openapi: 3.0.3\ninfo: {title: t, version: v}\npaths:\n  /b: {get: {operationId: getB, responses: {'200': {description: d, content: {application/json: {schema: {type: integer}}}}}}}\n"
	const ok = "responses: {'200': {description: d}}"
	tests := []struct{ name, path, note, reason string }{
		{"parameter", "  /a: {get: {operationId: getA, parameters: [{$ref: '#/components/parameters/P'}], " + ok + "}}", `getA: A parameter is not wholly validated: the reference "#/components/parameters/P" leads to nothing.`, "nobody knows its name"},
		{"parameter of a path", "  /a: {parameters: [null], get: {operationId: getA, " + ok + "}}", "getA: A parameter is not wholly validated: something in it is null.", "it is one of each operation"},
		{"schema of a parameter", "  /a: {get: {operationId: getA, parameters: [{name: n, in: query, schema: {$ref: '#/x'}}], " + ok + "}}", `getA: The parameter "n" is not wholly validated`, "its name is known"},
		{"content of a parameter", "  /a: {get: {operationId: getA, parameters: [{name: n, in: query, content: {application/json: {schema: {$ref: '#/x'}}}}], " + ok + "}}", `getA: The parameter "n" is not wholly validated`, "a parameter in JSON"},
		{"body", "  /a: {post: {operationId: getA, requestBody: {$ref: '#/components/requestBodies/B'}, " + ok + "}}", "getA: The body is not wholly validated", "the body of a request"},
		{"response", "  /a: {get: {operationId: getA, responses: {'200': {$ref: 'r.yaml'}}}}", "getA: The response 200 is not wholly validated", "its status is known"},
		{"header", "  /a: {get: {operationId: getA, responses: {'200': {description: d, headers: {X-A: {$ref: '#/components/headers/H'}}}}}}", "getA: The response 200 is not wholly validated", "a header of a response"},
		{"schema of a header", "  /a: {get: {operationId: getA, responses: {'200': {description: d, headers: {X-A: {schema: {$ref: '#/x'}}}}}}}", "getA: The response 200 is not wholly validated", "what a header holds"},
		{"path", "  /a: {$ref: 'paths.yaml#/a'}", "The operations of /a are not known, and not validated", "all of its operations"},
		{"long path", "  /" + strings.Repeat("a", 200) + ": {$ref: 'paths.yaml#/a'}", "The operations of /" + strings.Repeat("a", 76) + "… are not known, and not validated", "a note is short"},
		{"long reference", "  /a: {$ref: '" + strings.Repeat("a", 200) + "'}", "The operations of /a are not known, and not validated: the reference \"" + strings.Repeat("a", 77) + "…\" leads to nothing", "of both"},
		{"path beside operations", "  /a: {$ref: 'paths.yaml#/a', get: {operationId: getA, " + ok + "}}", "The operations of /a are not known, and not validated", "its own operations are known"},
		{"path that is there", "  /a: {$ref: '#/paths/~1b'}\n  /c: {get: {operationId: getC, responses: {'200': {$ref: 'r.yaml'}}}}", "getC: The response 200 is not wholly validated", "what is lost elsewhere is not its own"},
		{"path of the document", "  /a: {$ref: '#/paths/~1c', get: {operationId: getA, " + ok + "}}", "The operations of /a are not known, and not validated", "likewise"},
		{"link", "  /a: {get: {operationId: getA, responses: {'200': {description: d, links: {l: {$ref: '#/components/links/L'}}}}}}", "", "nobody validates links"},
		{"example", "  /a: {get: {operationId: getA, responses: {'200': {description: d, content: {application/json: {examples: {e: {$ref: 'e.json'}}}}}}}}", "", "the schema says what is right"},
		{"callback", "  /a: {get: {operationId: getA, callbacks: {c: {$ref: '#/components/callbacks/C'}}, " + ok + "}}", `getA: The callback "c" is not validated`, "a request of the server"},
		{"security scheme", "  /a: {get: {operationId: getA, security: [{k: []}], " + ok + "}}\ncomponents: {securitySchemes: {k: {$ref: '#/components/securitySchemes/K'}}}", `Credentials of the security scheme "k" are not validated`, "whether somebody has to have them is not known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := contract.Load([]byte(start + tt.path + "\n"))
			if err != nil {
				t.Fatalf("Load() = %v\nreason: %s", err, tt.reason)
			}
			if len(c.Warnings()) == 0 {
				t.Errorf("no warning\nreason: %s", tt.reason)
			}
			if got := said(c.Notes()); !strings.Contains(got, tt.note) || strings.Contains(got, "getB") || tt.note == "" && got != "" ||
				strings.Contains(got, "The operations of") && !strings.HasPrefix(tt.note, "The operations of") {
				t.Errorf("notes = %q, want %q\nreason: %s", got, tt.note, tt.reason)
			}
			if !answered(c, "/b", "1") || answered(c, "/b", `"x"`) {
				t.Errorf("/b is not validated\nreason: %s", tt.reason)
			}
			for _, op := range c.Operations() {
				for _, p := range op.Parameters() { // of which others make requests
					if p.Name == "" {
						t.Errorf("a parameter without a name\nreason: %s", tt.reason)
					}
				}
				op.Security()
			}
		})
	}
}

// TestLostComponents: what is missing is warned of once, whatever it lacks.
func TestLostComponents(t *testing.T) {
	c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {}\ncomponents: {parameters: {P: {$ref: '#/x'}, Q: {name: '', in: query, schema: {}}}, securitySchemes: {K: {$ref: '#/y'}, L: {type: x}}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		text   string
		want   int
		reason string
	}{
		{`"#/x" cannot be followed`, 1, "a parameter"},
		{`"P"`, 0, "nothing more is wrong with it"},
		{`"Q"`, 1, "as it is with this one"},
		{`"#/y" cannot be followed`, 1, "a security scheme"},
		{`"K"`, 0, "nothing more is wrong with it"},
		{`"L"`, 1, "as it is with this one"},
	} {
		if got := said(c.Warnings()); strings.Count(got, tt.text) != tt.want {
			t.Errorf("warnings = %q, want %d with %s\nreason: %s", got, tt.want, tt.text, tt.reason)
		}
	}
}

// TestUndeclared: a variable of a path that the document does not describe
// takes any text.
func TestUndeclared(t *testing.T) {
	c, err := contract.Load([]byte("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {'/a/{id}': {get: {responses: {'200': {description: d}}}}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if p := c.Operations()[0].Parameters(); len(p) != 1 || p[0].Name != "id" || p[0].In != "path" || !p[0].Required {
		t.Errorf("the parameters are %+v, want id in the path", p)
	}
	if got := said(c.Warnings()); !strings.Contains(got, "id") {
		t.Errorf("warnings = %q, want one of id", got)
	}
}

// TestEachFault: one fault does not hide another in a schema beside it, and a
// schema that is used often is complained of once.
func TestEachFault(t *testing.T) {
	const faulty = `openapi: 3.0.3
info: {title: t, version: v}
paths:
  /a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}}}
  /b: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}}}
components:
  schemas:
    S:
      type: object
      properties:
        a: {type: array}
        b: {type: object, required: [x, x]}
      discriminator: {propertyName: a, mapping: {c: '#/components/schemas/C'}}
    C: {type: integer, multipleOf: 0}
`
	c, err := contract.Load([]byte(faulty))
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, w := range c.Warnings() {
		lines = append(lines, w.Line)
	}
	if !slices.Equal(lines, []int{11, 12, 14}) {
		t.Errorf("the warnings are of the lines %v, want 11, 12 and 14: %q", lines, said(c.Warnings()))
	}
}
