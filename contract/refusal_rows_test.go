package contract_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestRefuseShapes: whatever the shape of an error leaves open, what is made keeps
// to it, and says what it can.
func TestRefuseShapes(t *testing.T) {
	const text, number = `"type":"string"`, `^[0-9]{7}$`
	tests := []struct{ schema, want, reason string }{
		{`{"type":"object","required":["message"],"properties":{"message":{` + text + `},"detail":{` + text + `,"pattern":"` + number + `"}}}`,
			`{"message":"Two things are wrong."}`, "what need not be there and cannot be made is left out"},
		{`{"oneOf":[{` + text + `,"pattern":"` + number + `"},{"type":"object","required":["message"],"properties":{"message":{` + text + `}}}]}`,
			`{"message":"Two things are wrong."}`, "the second alternative, since none can be made of the first"},
		{`{"type":"object","required":["message"],"properties":{"message":{` + text + `}},"anyOf":[{"type":"object","properties":{"code":{` + text + `}}}]}`,
			`{"message":"Two things are wrong."}`, "alternatives beside properties are no whole"},
		{`{"required":["message"],"properties":{"message":{` + text + `}}}`, `{"message":"Two things are wrong."}`, "properties make an object without a type"},
		{`{"allOf":[{"required":["message"],"properties":{"message":{` + text + `}}}]}`, `{"message":"Two things are wrong."}`, "one part"},
		{`{"allOf":[{"type":"object"},{"type":"object","required":["message"],"properties":{"message":{` + text + `}}}]}`, `{"message":"Two things are wrong."}`, "the second part"},
		{`{"type":"object","required":["message"],"properties":{"message":{"allOf":[{` + text + `}]}}}`, `{"message":"Two things are wrong."}`, "a text that is a part"},
		{`{"type":"object","required":["fatal","sent"],"properties":{"fatal":{"type":"boolean","default":true},"sent":{"type":"boolean"}}}`, `{"fatal":true,"sent":false}`, "a boolean is its default"},
		{`{"type":"object","required":["errors"],"properties":{"errors":{"type":"array","minItems":3,"items":{` + text + `}}}}`,
			`{"errors":["bad a","bad b","Two things are wrong."]}`, "as many items as there must be"},
		{`{"type":"object","required":["errors"],"properties":{"errors":{"type":"array","items":{` + text + `,"pattern":"^bad [a]$"}}}}`,
			`{"errors":["bad a"]}`, "an item that does not fit is left out"},
		{`{"type":"object","properties":{"Error_Message":{` + text + `}}}`, `{"Error_Message":"Two things are wrong."}`, "a name is known in any case and with any separator"},
		{`{"type":"object","required":["x"],"properties":{"x":{` + text + `,"pattern":"^x[0-9]{3}$","example":"x123"}}}`, `{"x":"x123"}`, "the example of the document"},
		{`{"type":"object","required":["x"],"properties":{"x":{` + text + `,"pattern":"^x[0-9]{3}$","default":"x124"}}}`, `{"x":"x124"}`, "or its default"},
		{`{"type":"object","required":["correlation_id","request_id"],"properties":{"correlation_id":{` + text + `},"request_id":{` + text + `}}}`, `{"correlation_id":"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11","request_id":"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11"}`, "the ids of a request"},
		{`{"type":"object","required":["code"],"properties":{"code":{` + text + `}}}`, `{"code":"BadRequest"}`, "a code of several violations is that of the status"},
		{`{"type":"object","required":["code"],"properties":{"code":{` + text + `,"enum":["late","invalid"]}}}`, `{"code":"invalid"}`, "the member that says whose mistake it is"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte(errorDocument("400", "application/json", tt.schema, "")))
		if err != nil {
			t.Fatal(err)
		}
		_, body := c.Refuse(c.Operations()[0], twoWrong())
		if got := strings.TrimSpace(string(body)); got != tt.want {
			t.Errorf("%s: %s, want %s\nreason: %s", tt.schema, got, tt.want, tt.reason)
		}
	}
}

// TestRefuseBy: what is refused, and with which status, decides what is said.
func TestRefuseBy(t *testing.T) {
	const message = `{"type":"object","properties":{"message":{"type":"string"},"field":{"type":"string"}}}`
	const code = `{"type":"object","required":["code"],"properties":{"code":{"type":"string"}}}`
	one := contract.Violation{Rule: "enum", Target: "/a", Message: "bad a"}
	tests := []struct {
		schema  string
		refusal contract.Refusal
		want    string
		reason  string
	}{
		{message, contract.Refusal{Status: 400, Message: "no"}, `{"message":"no"}`, "without a violation there is no place to name"},
		{message, contract.Refusal{Status: 400, Message: "no", Violations: []contract.Violation{one}}, `{"field":"/a","message":"no"}`, "the place of a violation"},
		{message, contract.Refusal{Status: 400, Message: "no", Violations: []contract.Violation{{Message: "bad"}}}, `{"field":"","message":"no"}`, "the place that is the whole body"},
		{strings.Replace(message, `"field":{`, `"field":{"minLength":1,`, 1), contract.Refusal{Status: 400, Message: "no", Violations: []contract.Violation{{Message: "bad"}}}, `{"field":"Bad Request","message":"no"}`, "which must not be empty here"},
		{code, contract.Refusal{Status: 400, Message: "bad a", Violations: []contract.Violation{one}}, `{"code":"enum"}`, "the refusal is one violation, so its code is the rule"},
		{code, contract.Refusal{Status: 400, Message: "no", Violations: []contract.Violation{one}}, `{"code":"BadRequest"}`, "the refusal says something else"},
		{code, contract.Refusal{Status: 400, Message: "bad a", Violations: []contract.Violation{{Target: "/a", Message: "bad a"}}}, `{"code":"BadRequest"}`, "the violation has no rule"},
		{`{"type":"object","required":["code"],"properties":{"code":{"type":"string","enum":["invalid","internal_error"]}}}`, contract.Refusal{Status: 500, Message: "no"}, `{"code":"internal_error"}`, "from 500 on it is the server's"},
		{`{"type":"object","required":["status"],"properties":{"status":{"type":"string"}}}`, contract.Refusal{Status: 502, Message: "no"}, `{"status":"502"}`, "a status that is a text"},
		{`{"type":"object","properties":{"Status_Code":{"type":"integer"}}}`, contract.Refusal{Status: 502, Message: "no"}, `{"Status_Code":502}`, "a name is known in any case and with any separator"},
		{`{"type":"object","required":["x"],"properties":{"x":{"type":"string","maxLength":0}}}`, contract.Refusal{Status: 502, Message: "no"}, `{"x":""}`, "the only text that there may be"},
		{`{"type":"object","required":["code"],"properties":{"code":{"type":"string","enum":["invalid","internal_error"]}}}`, contract.Refusal{Status: 502, Message: "no"}, `{"code":"internal_error"}`, "the member that says whose mistake it is"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte(errorDocument("default", "application/json", tt.schema, "")))
		if err != nil {
			t.Fatal(err)
		}
		if _, body := c.Refuse(nil, tt.refusal); strings.TrimSpace(string(body)) != tt.want {
			t.Errorf("%s, %v: %s, want %s\nreason: %s", tt.schema, tt.refusal, body, tt.want, tt.reason)
		}
	}
}

// TestRefuseLike: an error is made like those that are nearest to its status, with
// the headers that they must have.
func TestRefuseLike(t *testing.T) {
	shape := func(property string) string {
		return "{description: d, content: {application/json: {schema: {type: object, required: [" + property + "], properties: {" + property + ": {type: string, enum: [x]}}}}}}"
	}
	const headers = "{description: d, content: {application/json: {schema: {type: object}}}, headers: {N: {required: true, schema: {type: integer, minimum: 1000000}}, B: {required: true, schema: {type: boolean}}, T: {required: true, schema: {type: string, enum: [t]}}, O: {schema: {type: string}}}}"
	tests := []struct {
		responses string
		status    int
		want      string
		header    http.Header
		reason    string
	}{
		{"'404': " + shape("four") + ", '500': " + shape("five"), 502, `{"five":"x"}`, nil, "of the same class"},
		{"'404': " + shape("four") + ", '500': " + shape("five"), 409, `{"four":"x"}`, nil, "of the other class"},
		{"'200': " + shape("two") + ", '404': " + shape("four"), 502, `{"four":"x"}`, nil, "of another class, but no success"},
		{"'200': " + shape("two") + ", '500': " + shape("five"), 409, `{"five":"x"}`, nil, "likewise"},
		{"default: " + strings.Replace(headers, "O: {", "P: {required: true, content: {text/plain: {}}}, O: {", 1), 400, problemOf, nil, "nobody knows what a header is that must be there"},
		{"default: " + headers, 400, `{}`, http.Header{"N": {"1000000"}, "B": {"false"}, "T": {"t"}}, "headers of each type, those alone that must be there and are described"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {get: {responses: {" + tt.responses + "}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		r := twoWrong()
		r.Status = tt.status
		h, body := c.Refuse(c.Operations()[0], r)
		if strings.TrimSpace(string(body)) != tt.want {
			t.Errorf("{%s} %d: %s, want %s\nreason: %s", tt.responses, tt.status, body, tt.want, tt.reason)
		}
		for name, want := range tt.header {
			if h.Get(name) != want[0] || h.Get("O") != "" {
				t.Errorf("{%s}: %v, want %s: %s and no O\nreason: %s", tt.responses, h, name, want[0], tt.reason)
			}
		}
	}
}

// TestRefuseBounds: what is made is no deeper and no larger than an error may be, and
// as large as that.
func TestRefuseBounds(t *testing.T) {
	const text, message = `{"type":"string"}`, `{"type":"object","required":["message"],"properties":{"message":{"type":"string"}}}`
	nest := func(n int, begin, inner, end string) string {
		return strings.Repeat(begin, n) + inner + strings.Repeat(end, n)
	}
	flags := func(n int) (schema, want string) {
		var names, properties, values []string
		for i := range n {
			name := fmt.Sprintf(`"p%04d"`, i)
			names, properties, values = append(names, name), append(properties, name+`:{"type":"boolean"}`), append(values, name+":false")
		}
		return `{"type":"object","required":[` + strings.Join(names, ",") + `],"properties":{` + strings.Join(properties, ",") + "}}", "{" + strings.Join(values, ",") + "}"
	}
	list := func(least int) string {
		return fmt.Sprintf(`{"type":"object","required":["list"],"properties":{"list":{"type":"array","minItems":%d,"items":{"type":"boolean"}}}}`, least)
	}
	most, made := flags(1999)
	more, _ := flags(2000)
	tests := []struct{ schema, want, reason string }{
		{nest(8, `{"type":"object","properties":{"error":`, text, "}}"), nest(8, `{"error":`, `"Bad Request"`, "}"), "eight objects within each other"},
		{nest(9, `{"type":"object","properties":{"error":`, text, "}}"), nest(8, `{"error":`, "{}", "}"), "of nine the last one is empty"},
		{nest(7, `{"allOf":[`, message, "]}"), `{"message":"Two things are wrong."}`, "seven parts within each other, and a text in them"},
		{nest(8, `{"allOf":[`, message, "]}"), problemOf, "eight"},
		{nest(20, `{"allOf":[`, message, "]}"), problemOf, "twenty"},
		{nest(7, `{"anyOf":[`, message, "]}"), `{"message":"Two things are wrong."}`, "seven alternatives within each other, and a text in them"},
		{nest(8, `{"anyOf":[`, message, "]}"), problemOf, "eight"},
		{nest(8, `{"type":"array","maxItems":1,"items":`, text, "}"), nest(8, "[", `"bad a"`, "]"), "eight arrays within each other"},
		{nest(9, `{"type":"array","maxItems":1,"items":`, text, "}"), nest(9, "[", "", "]"), "of nine the last one is empty"},
		{nest(7, `{"type":"array","minItems":1,"maxItems":1,"items":`, `{"type":"array","minItems":2,"items":{"type":"string","pattern":"^x[0-9]$","example":"x1"}}`, "}"), nest(8, "[", `"x1","x1"`, "]"), "items that have to be there are as deep as others"},
		{most, made, "two thousand values"},
		{more, problemOf, "one more"},
		{`{"type":"object","required":["n"],"properties":{"n":{"type":"number","maximum":-5}}}`, problemOf, "a number that is neither of those that are tried"},
		{`{"type":"object","required":["message"],"properties":{"message":{"type":"string","maxLength":0}}}`, `{"message":""}`, "a text that has no room"},
		{list(20), `{"list":[` + strings.Repeat("false,", 19) + "false]}", "twenty items that have to be there"},
		{list(21), problemOf, "one more"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte(errorDocument("400", "application/json", tt.schema, "")))
		if err != nil {
			t.Fatal(err)
		}
		if _, body := c.Refuse(c.Operations()[0], twoWrong()); strings.TrimSpace(string(body)) != tt.want {
			t.Errorf("%.200s: %.200s, want %.200s\nreason: %s", tt.schema, body, tt.want, tt.reason)
		}
	}
}

// TestRefuseTries: of a document with many errors some are tried, and each once.
func TestRefuseTries(t *testing.T) {
	for _, tt := range []struct {
		bad    int
		want   string
		reason string
	}{
		{63, `{"message":"Two things are wrong."}`, "the last one that is tried"},
		{64, problemOf, "one more"},
	} {
		document := "openapi: 3.0.4\ninfo: {title: t, version: v}\npaths:\n  /a:\n    get:\n      responses:\n"
		for i := range tt.bad {
			document += fmt.Sprintf("        '%d': {description: d, content: {application/json: {schema: {type: string, pattern: '^[0-9]{7}$'}}}}\n", 401+i)
		}
		document += "        '499': {description: d, content: {application/json: {schema: {type: object, required: [message], properties: {message: {type: string}}}}}}\n"
		c, err := contract.Load([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		if _, body := c.Refuse(c.Operations()[0], twoWrong()); strings.TrimSpace(string(body)) != tt.want {
			t.Errorf("%d others: %s, want %s\nreason: %s", tt.bad, body, tt.want, tt.reason)
		}
	}
}
