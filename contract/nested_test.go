package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// Errors of some servers repeat the body that was sent. How deep it may be nested is
// said by no standard.
func TestNestedAnswer(t *testing.T) {
	nested := func(levels int) string {
		return `{"sent":` + strings.Repeat("[", levels) + strings.Repeat("]", levels) + "}"
	}
	const free, tree = "{type: object, properties: {sent: {}}}", "{type: object, properties: {sent: {$ref: '#/components/schemas/Tree'}}}"
	tests := []struct {
		name, line, schema, body string
		want                     string
		reason                   string
	}{
		{"any value", "", free, nested(9_900), "", "the document does not say what was sent"},
		{"a tree", "", tree, nested(9_900), "", "each level is validated"},
		{"a tree with a fault", "", tree, strings.Replace(nested(9_900), "[]", "[1]", 1), "type", "at the innermost level, too"},
		{"deeper than is read", "", free, nested(10_001), "notJudged", "nothing is known of it"},
		{"as deep, and cut", "", free, nested(600)[:700], "json", "a fault is one however deep it is"},
		{"by the profile", "x-contract-profile: graph\n", free, nested(40), "depth", "which bounds it"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.3\n" + tt.line + "info: {title: t, version: v}\npaths: {/a: {get: {responses: {'400': {description: d, content: {application/json: {schema: " + tt.schema + "}}}}}}}\n" +
			"components: {schemas: {Tree: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		call, err := c.Find("GET", "/a")
		if err != nil {
			t.Fatal(err)
		}
		found := call.Response(400, http.Header{"Content-Type": {"application/json"}}, []byte(tt.body))
		if got := rules(found); got != tt.want {
			t.Errorf("%s: %q %.200v, want %q\nreason: %s", tt.name, got, found, tt.want, tt.reason)
		}
	}
}
