package contract_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/contract"
)

// TestFormValues: a form becomes the value that its schema is about.
func TestFormValues(t *testing.T) {
	const schema = `{type: object, additionalProperties: {type: array, items: {type: integer}}, properties: {
        n: {type: integer}, s: {type: string}, l: {type: array, items: {type: integer}}, b: {type: boolean},
        o: {type: object, properties: {x: {type: integer}, y: {type: string}}},
        d: {type: object, additionalProperties: {type: integer}, properties: {e: {type: object, properties: {f: {type: array, items: {type: object, properties: {g: {type: integer}}}}}}}},
        m: {type: object, additionalProperties: true},
        tree: {$ref: '#/components/schemas/Tree'},
        any: {}, both: {oneOf: [{type: integer}, {type: array, items: {type: integer}}]}}}`
	const parts = "multipart/form-data; boundary=x"
	part := func(name, text string) string {
		return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + text + "\r\n"
	}
	tests := []struct{ contentType, body, want, reason string }{
		{"", "n=1&s=1&b=true&l=1&l=2", `{"n":1,"s":"1","b":true,"l":[1,2]}`, "each by its type"},
		{"", "l=3", `{"l":[3]}`, "a list of one"},
		{"", "n=1&n=2", `{"n":[1,2]}`, "a number that is given twice is none"},
		{"", "z=1&z=2&y=3", `{"z":[1,2],"o":{"y":"3"}}`, "other fields, and a property of an exploded object"},
		{"", "o=%7B%22x%22:1%7D", `{"o":{"x":1}}`, "a text of JSON"},
		{"", "x=1&y=a", `{"o":{"x":1,"y":"a"}}`, "an exploded object"},
		{"", "d[a]=1&d[b]=2", `{"d":{"a":1,"b":2}}`, "names in brackets"},
		{"", "d[e][f][0][g]=1&d[e][f][1][g]=2", `{"d":{"e":{"f":[{"g":1},{"g":2}]}}}`, "a list of objects"},
		{"", "d[e][f][][g]=1&d[e][f][][g]=2", `{"d":{"e":{"f":[{"g":1},{"g":2}]}}}`, "without numbers"},
		{"", "d[a=1&d]=2", `{"d[a":[1],"d]":[2]}`, "no brackets around"},
		{"", "tree[next][next][n]=1", `{"tree":{"next":{"next":{"n":1}}}}`, "a schema that contains itself"},
		{"", "tree[l][0][l][0][n]=1", `{"tree":{"l":[{"l":[{"n":1}]}]}}`, "items that contain themselves"},
		{"", "m[a][b]=2&m[a]=1", `{"m":{"a":{"b":"2"}}}`, "a name that is both is what it is first"},
		{"", "m[a]=1&m[a][b]=2", `{"m":{"a":"1"}}`, "a name that is both is what it is first"},
		{"", "m[a]=1&m[b][c]=2", `{"m":{"a":"1","b":{"c":"2"}}}`, "texts where nothing is said"},
		{"", "any=1", `{"any":"1"}`, "a text where nothing is said"},
		{"", "both=1&both=2", `{"both":[1,2]}`, "several readings"},
		{"", "both=x", `{"both":["x"]}`, "the first where none fits"},
		{"", "s=a;b&&s2", `{"s":"a;b","s2":[""]}`, "semicolons separate nothing, and empty pairs are none"},
		{"", "%6E=1&s=%2B+%26", `{"n":1,"s":"+ &"}`, "names and values are escaped"},
		{parts, part("n", "1") + part("s", "1") + part("l", "1") + part("l", "2") + part("l", "3") + "--x--", `{"n":1,"s":"1","l":[1,2,3]}`, "each by its type"},
		{parts, strings.Replace(part("l", "[1,2]"), "\r\n\r\n", "\r\nContent-Type: application/json\r\n\r\n", 1) + "--x--", `{"l":[1,2]}`, "a list in one part"},
		{parts, part("o", `{"x":1}`) + "--x--", `{"o":{"x":1}}`, "an object is JSON"},
		{parts, part("s", `{"x":1}`) + "--x--", `{"s":"{\"x\":1}"}`, "a text is none"},
		{parts, part("s", "a") + part("s", "b") + part("s", "c") + "--x--", `{"s":["a","b","c"]}`, "two parts are no one text"},
		{parts, part("z", "7") + "--x--", `{"z":[7]}`, "other parts"},
	}
	for _, tt := range tests {
		document := strings.ReplaceAll(`
openapi: 3.0.4
info: {title: t, version: v}
paths:
  /a:
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded: {schema: %SCHEMA%, encoding: {d: {style: deepObject}, m: {style: deepObject}, tree: {style: deepObject}}}
          multipart/form-data: {schema: %SCHEMA%}
      responses: {default: {description: d}}
components: {schemas: {Tree: {type: object, properties: {n: {type: integer}, l: {type: array, items: {$ref: '#/components/schemas/Tree'}}, next: {$ref: '#/components/schemas/Tree'}}}}}
`, "%SCHEMA%", strings.Join(strings.Fields(schema), " "))
		c, err := contract.Load([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		call, err := c.Find("POST", "/a")
		if err != nil {
			t.Fatal(err)
		}
		if tt.contentType == "" {
			tt.contentType = "application/x-www-form-urlencoded"
		}
		value, _ := call.Request(request("POST", tt.contentType), []byte(tt.body))
		got, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(decoded(t, tt.want), decoded(t, string(got))); diff != "" {
			t.Errorf("%s: (-want +got)\n%s\nreason: %s", tt.body, diff, tt.reason)
		}
	}
}

func decoded(t *testing.T, text string) (value any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return value
}
