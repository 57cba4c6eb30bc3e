package contract_test

import (
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestNot: what a document forbids is told where it is, with what would be right.
func TestNot(t *testing.T) {
	const both = "{type: object, not: {required: [answer, connection]}}"
	tests := []struct{ schema, body, want, reason string }{
		{both, `{"answer":1,"connection":2}`, `/connection: The properties "answer" and "connection" exclude each other; leave out one.`, "both are named, at the place of one"},
		{both, `{"answer":1}`, "", "one of them is right"},
		{both, `{}`, "", "so is none"},
		{"{type: object, not: {type: object, required: [a, b, c]}}", `{"a":1,"b":1,"c":1}`, `/c: The properties "a", "b" and "c" must not all be given; leave out one.`, "two of the three are right"},
		{"{not: {required: [a, a]}}", `{"a":1}`, `/a: The property "a" must not be given; leave it out.`, "a name given twice is one"},
		{"{not: {required: [a]}}", `1`, "1 is not allowed: it fits the schema of not.", "required says nothing of a number, so not forbids it"},
		{"{type: object, properties: {o: {not: {required: [b]}}}}", `{"o":{"b":null}}`, `/o/b: The property "b" must not be given; leave it out.`, "the place within the value; null is given"},
		{"{allOf: [{type: object}, {not: {required: [a, b]}}, {not: {required: [b, c]}}]}", `{"a":1,"b":1,"c":1}`, `/b: The properties "a" and "b" exclude each other; leave out one.|/c: The properties "b" and "c" exclude each other; leave out one.`, "each of several"},
		{"{not: {anyOf: [{required: [a, b]}, {required: [b, c]}, {required: [d]}]}}", `{"a":1,"b":1,"c":1}`, `/b: The properties "a" and "b" exclude each other; leave out one.|/c: The properties "b" and "c" exclude each other; leave out one.`, "the alternatives that fit"},
		{"{not: {required: [b], properties: {yes: {enum: [false]}}}}", `{"b":1}`, `/b: The property "b" must not be given where "yes" is false or left out; leave it out.`, "a property that needs another"},
		{"{not: {required: [b], properties: {yes: {enum: [false]}}}}", `{"b":1,"yes":true}`, "", "which is there"},
		{"{not: {required: [b, kind], properties: {kind: {enum: [x, z]}}}}", `{"b":1,"kind":"x"}`, `/b: The property "b" must not be given where "kind" is x or z; leave it out.`, "not with this value"},
		{"{not: {required: [b, status], properties: {status: {not: {enum: [429, 503]}}}}}", `{"b":1,"status":404}`, `/b: The property "b" must not be given where "status" is not 429 or 503; leave it out.`, "with these values alone"},
		{"{not: {required: [a, b], properties: {a: {enum: [1]}, b: {enum: [2]}}}}", `{"a":1,"b":2}`, `/a: It is not allowed that "a" is 1 and "b" is 2; change one of them.`, "two values together"},
		{"{not: {required: [kind], properties: {kind: {enum: [x]}}}}", `{"kind":"x"}`, `/kind: "x" is not allowed; it must be anything but x.`, "a value of one property"},
		{"{not: {properties: {kind: {pattern: ^x}}}}", `{"kind":"xy"}`, `/kind: "xy" is not allowed; it must be a string that does not match ^x.`, "a pattern of one property"},
		{"{not: {properties: {kind: {enum: [x]}}}}", `{}`, "An object is not allowed: it fits the schema of not.", "the schema says nothing of an object without it"},
		{"{not: {required: [a], properties: {b: {minLength: 2}}}}", `{"a":1,"b":"xy"}`, "An object is not allowed: it fits the schema of not.", "no words for the condition"},
		{"{not: {required: [a, c], properties: {b: {minLength: 2}}, description: A needs a short b.}}", `{"a":1,"b":"xy","c":1}`, "/c: This is not allowed: A needs a short b.", "those of the document"},
		{"{not: {anyOf: [{description: \"No\\nodd n.\", enum: [1, 3]}, {enum: [1]}]}}", "1", ": This is not allowed: No odd n.|: 1 is not allowed; it must be anything but 1.", "of an alternative, in one line"},
		{"{not: {$ref: '#/components/schemas/Cat'}}", `{"meow":1}`, `/meow: The property "meow" must not be given; leave it out.`, "a component says what it is, not why it is forbidden"},
		{"{type: string, not: {enum: [a, b]}}", `"a"`, `"a" is not allowed; it must be anything but a or b.`, "values"},
		{"{not: {type: integer}}", `3`, "3 is not allowed; it must be anything but an integer.", "a type"},
		{"{type: string, not: {pattern: '^x'}}", `"xa"`, `"xa" is not allowed; it must be a string that does not match ^x.`, "a pattern"},
		{"{type: string, not: {maxLength: 2}}", `"xa"`, `"xa" is not allowed: it fits the schema of not.`, "another keyword"},
		{"{not: {anyOf: [{required: [a, b]}], type: object}}", `{"a":1,"b":1}`, "An object is not allowed: it fits the schema of not.", "a keyword beside the alternatives counts"},
		{"{type: object, not: {required: [a, b]}, properties: {o: {not: {enum: [1]}}}}", `{"a":1,"b":1,"o":1}`, `/b: The properties "a" and "b" exclude each other; leave out one.|/o: 1 is not allowed; it must be anything but 1.`, "what else is wrong, too"},
		{"{not: {description: Neither., anyOf: [{required: [a]}]}}", `{"a":1}`, "This is not allowed: Neither.", "words for all alternatives"},
		{"{not: {anyOf: [{enum: [1]}]}}", "1", "1 is not allowed; it must be anything but 1.", "one alternative"},
		{"{not: {required: [a], description: No a.}}", `{"a":1}`, "/a: This is not allowed: No a.", "at the only property that is asked for"},
		{"{not: {required: [a], minProperties: 1}}", `{"a":1}`, "An object is not allowed: it fits the schema of not.", "another keyword beside required"},
		{"{not: {properties: {a: {minLength: 1}, b: {enum: [1]}}}}", `{"a":"x","b":1}`, "An object is not allowed: it fits the schema of not.", "no words for one of two conditions"},
		{"{not: {required: [a], properties: {b: {}}}}", `{"a":1,"b":1}`, "An object is not allowed: it fits the schema of not.", "a condition that says nothing"},
		{"{not: {required: [a], properties: {b: {type: string, not: {enum: [x]}}}}}", `{"a":1,"b":"y"}`, "An object is not allowed: it fits the schema of not.", "more than one thing is said of b"},
		{"{not: {required: [a], properties: {b: {enum: [x], maxLength: 3}}}}", `{"a":1,"b":"x"}`, "An object is not allowed: it fits the schema of not.", "more than its values are said of b"},
		{"{type: string, not: {enum: [a], maxLength: 3}}", `"a"`, `"a" is not allowed: it fits the schema of not.`, "more than values are said"},
		{"{not: {not: {}}}", "1", "", "every value is right"},
		{"{not: {allOf: [{not: {}}]}}", "null", "", "likewise"},
		{"{anyOf: [{not: {}}, {not: {type: integer}}]}", "1.5", "", "only the second alternative fits"},
		{"{type: string, not: {pattern: '('}}", `"a"`, "", "a pattern that nobody can read forbids nothing"},
		{"{not: {}}", "null", "null is not allowed; it must be nothing: no value fits.", "not even null"},
		{"{not: {}}", "1", "1 is not allowed; it must be nothing: no value fits.", "no value is right"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: " + tt.schema + "}}}, responses: {'200': {description: d}}}}}\n" +
			"components: {schemas: {Cat: {description: A cat., type: object, required: [meow]}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		call, err := c.Find("POST", "/a")
		if err != nil {
			t.Fatal(err)
		}
		_, found := call.Request(request("POST", "application/json"), []byte(tt.body))
		var got []string
		for _, v := range found {
			got = append(got, v.Target+": "+v.Message)
			if v.Rule != "not" || v.Line == 0 {
				t.Errorf("%s of %s: the rule is %q at line %d", tt.schema, tt.body, v.Rule, v.Line)
			}
		}
		all := strings.Join(got, "|")
		if len(got) == 1 {
			all = strings.TrimPrefix(all, ": ")
		}
		if all != tt.want {
			t.Errorf("%s of %s:\ngot  %s\nwant %s\nreason: %s", tt.schema, tt.body, all, tt.want, tt.reason)
		}
	}
}
