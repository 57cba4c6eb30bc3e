package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestOrder validates the same exchange by many loads of one document: what is
// found may not depend on the order in which a map is walked.
func TestOrder(t *testing.T) {
	const document = `
openapi: 3.0.3
info: {title: t, version: v}
security: [{keyB: [], keyA: [], keyC: []}]
paths:
  /a:
    get:
      parameters:
        - {name: n, in: query, examples: {x: {value: 1}, y: {value: 2}, z: {value: 3}, w: {value: 4}}, schema: {type: integer}}
      responses:
        '200':
          description: d
          headers:
            X-C: {required: true, schema: {type: string}}
            X-A: {required: true, schema: {type: string}}
            X-B: {required: true, schema: {type: string}}
components:
  securitySchemes:
    keyA: {type: apiKey, in: header, name: X-Key-A}
    keyB: {type: apiKey, in: header, name: X-Key-B}
    keyC: {type: apiKey, in: header, name: X-Key-C}
`
	const want = "header/X-Key-A header/X-A header/X-B header/X-C"
	for range 30 {
		c, err := contract.Load([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		v := c.Exchange(&contract.Exchange{Method: "GET", Target: "/a", Status: 200, RequestHeader: http.Header{}, ResponseHeader: http.Header{}})
		var found []string
		for _, violation := range v.Violations {
			if violation.Rule != "accepted" {
				found = append(found, violation.Target)
			}
		}
		if got := strings.Join(found, " "); got != want {
			t.Fatalf("the violations are at %s, want %s", got, want)
		}
	}
}

// TestNotJudged says so where a comparison would take too long.
func TestNotJudged(t *testing.T) {
	for _, kind := range []string{"oneOf", "anyOf", "allOf"} {
		c, err := contract.Load(levels(60, "{"+kind+": ["+ref+", "+ref+"]}", `{type: object, required: [z]}`))
		if err != nil {
			t.Fatal(err)
		}
		found := c.Operations()[0].Response(200, http.Header{"Content-Type": {"application/json"}}, []byte(`{}`))
		if len(found) != 1 || found[0].Rule != "notJudged" || found[0].Line == 0 {
			t.Errorf("%s: %v, want one violation that says that it was not validated, and the line of the schema", kind, found)
		}
		v := c.Exchange(exchangeOf("POST /a\nContent-Type: application/json\n\n{}", "200\nContent-Type: application/json\n\n{}"))
		if got := summary(v); got != "notJudged, response notJudged, request not validated, response not validated" {
			t.Errorf("%s: %s, want that neither side was validated", kind, got)
		}
	}
}

// TestLoadSays names the place of what is wrong, in one line.
func TestLoadSays(t *testing.T) {
	tests := []struct{ name, document, want, reason string }{
		{"syntax", "openapi: 3.0.3\npaths: [\n", "line ", "YAML names the line by itself"},
		{"profile", "openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {}\nx-contract-profile: mine\n", `x-contract-profile is "mine", want graph`, "nobody knows it"},
		{"long", "openapi: 3.0.3 #" + strings.Repeat(" ", contract.MaxDocument), "contract: the document has 67108880 bytes; at most 67108864 are read", "the bound is said"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := contract.Load([]byte(tt.document))
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") || len(err.Error()) > 600 {
				t.Errorf("Load() = %v, want one line with %q\nreason: %s", err, tt.want, tt.reason)
			}
		})
	}
}

// TestOrderOfOperations: paths without variables stand in front.
func TestOrderOfOperations(t *testing.T) {
	c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths:\n  /a/{p}/{q}: {get: {" + fine + "}}\n  /a/{p}: {put: {" + fine + "}, get: {" + fine + "}}\n  /c: {get: {" + fine + "}}\n  /b: {get: {" + fine + "}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range c.Operations() {
		got = append(got, o.Method+" "+o.Path)
	}
	if want := "GET /b, GET /c, GET /a/{p}, PUT /a/{p}, GET /a/{p}/{q}"; strings.Join(got, ", ") != want {
		t.Errorf("the operations are %v, want %s", got, want)
	}
}
