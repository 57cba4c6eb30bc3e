package contract_test

import (
	"encoding/json"
	"testing"

	"profilestatus.example/contract"
)

// TestLowered: what a schema of OpenAPI 3.1 becomes. Whoever makes values of it, or
// asks for its type and its properties, knows the keywords of 3.0 alone.
func TestLowered(t *testing.T) {
	tests := []struct{ schema, want, reason string }{
		{"{anyOf: [{type: string, maxLength: 1}, {type: 'null'}]}", `{"maxLength":1,"nullable":true,"type":"string"}`, "one alternative beside null is nullable"},
		{"{oneOf: [{type: 'null'}, {type: string, maxLength: 1}]}", `{"maxLength":1,"nullable":true,"type":"string"}`, "in any order, of oneOf, too"},
		{"{anyOf: [{type: string}]}", `{"type":"string"}`, "one alternative is the schema"},
		{"{oneOf: [{type: string}], anyOf: [{maxLength: 1}]}", `{"anyOf":[{"maxLength":1}],"oneOf":[{"type":"string"}]}`, "both lists hold, so neither is the schema"},
		{"{title: T, description: d, $comment: c, anyOf: [{type: string}, {type: 'null'}], externalDocs: {url: 'http://h'}}", `{"nullable":true,"type":"string"}`, "words beside the alternatives ask for nothing"},
		{"{anyOf: [{type: string}, {type: 'null'}], maxLength: 1}", `{"anyOf":[{"type":"string"},{"enum":[null],"nullable":true}],"maxLength":1,"nullable":true}`, "a keyword beside them does"},
		{"{readOnly: true, anyOf: [{type: string, deprecated: true}, {type: 'null'}]}", `{"deprecated":true,"nullable":true,"readOnly":true,"type":"string"}`, "if either says so"},
		{"{deprecated: true, anyOf: [{type: string, readOnly: true}, {type: 'null'}]}", `{"deprecated":true,"nullable":true,"readOnly":true,"type":"string"}`, "if either says so"},
		{"{writeOnly: true, anyOf: [{type: string}, {type: 'null'}]}", `{"nullable":true,"type":"string","writeOnly":true}`, "if either says so"},
		{"{anyOf: [{type: string, writeOnly: true}, {type: 'null'}]}", `{"nullable":true,"type":"string","writeOnly":true}`, "if either says so"},
		{"{default: b, examples: [f], anyOf: [{type: string, default: a, examples: [e]}, {type: 'null'}]}", `{"default":"b","example":"f","examples":["e"],"nullable":true,"type":"string"}`, "what the whole says comes first"},
		{"{anyOf: [{type: string, default: a, examples: [e]}, {type: 'null'}]}", `{"default":"a","example":"e","examples":["e"],"nullable":true,"type":"string"}`, "else what the alternative says"},
		{"{anyOf: [{type: string}, {type: integer}, {type: 'null'}]}", `{"anyOf":[{"type":"string"},{"type":"integer"},{"enum":[null],"nullable":true}],"nullable":true}`, "two alternatives stay"},
		{"{anyOf: [{anyOf: [{type: string}, {type: 'null'}]}, {type: 'null'}]}", `{"nullable":true,"type":"string"}`, "alternatives within alternatives"},
		{"{oneOf: [{type: [string, 'null']}, {type: [integer, 'null']}]}", `{"oneOf":[{"nullable":true,"type":"string"},{"nullable":true,"type":"integer"}]}`, "null fits two alternatives, and so it does not fit"},
		{"{oneOf: [{type: string}, {type: [integer, 'null']}]}", `{"nullable":true,"oneOf":[{"type":"string"},{"nullable":true,"type":"integer"}]}`, "null fits one"},
		{"{anyOf: [{type: [string, 'null']}, {type: [integer, 'null']}]}", `{"anyOf":[{"nullable":true,"type":"string"},{"nullable":true,"type":"integer"}],"nullable":true}`, "null may fit several"},
		{"{anyOf: [{type: string}, {type: integer}]}", `{"anyOf":[{"type":"string"},{"type":"integer"}]}`, "null fits none"},
		{"{anyOf: [{type: string}, {const: null}]}", `{"nullable":true,"type":"string"}`, "null as a const"},
		{"{anyOf: [{type: string}, {type: object, properties: {n: {$ref: '#/components/schemas/S'}}}, {type: 'null'}]}", `{"anyOf":[{"type":"string"},{"properties":{"n":{"$ref":"#/components/schemas/S"}},"type":"object"},{"enum":[null],"nullable":true}],"nullable":true}`, "a schema within itself"},
		{"{allOf: [{type: [string, 'null']}, {minLength: 1}]}", `{"allOf":[{"nullable":true,"type":"string"},{"minLength":1}],"nullable":true}`, "null fits all parts"},
		{"{allOf: [{type: [string, 'null']}, {type: string}]}", `{"allOf":[{"nullable":true,"type":"string"},{"type":"string"}]}`, "null does not fit one"},
		{"{type: [string, 'null'], allOf: [{type: string}]}", `{"allOf":[{"type":"string"}],"type":"string"}`, "nor here"},
		{"{type: [string, 'null'], not: {type: 'null'}}", `{"not":{"enum":[null],"nullable":true},"type":"string"}`, "null is forbidden"},
		{"{type: [string, 'null'], not: {type: integer}}", `{"not":{"type":"integer"},"nullable":true,"type":"string"}`, "something else is"},
		{"{type: [string, 'null'], enum: [a]}", `{"enum":["a"],"type":"string"}`, "null is no member"},
		{"{type: [string, 'null'], enum: [a, null]}", `{"enum":["a",null],"nullable":true,"type":"string"}`, "null is one"},
		{"{type: [string, 'null'], const: a}", `{"enum":["a"],"type":"string"}`, "null is not the value"},
		{"{enum: [a, null]}", `{"enum":["a",null],"nullable":true}`, "null is a member without a type"},
		{"{enum: [a]}", `{"enum":["a"]}`, "null is none"},
		{"{type: 'null'}", `{"enum":[null],"nullable":true}`, "null alone"},
		{"{type: object, properties: {y: true, n: false, e: {}}}", `{"properties":{"e":{},"n":false,"y":{"nullable":true}},"type":"object"}`, "everything and nothing"},
		{"{type: object, properties: {y: {allOf: [true, {type: [string, 'null']}]}, n: {allOf: [false, {type: [string, 'null']}]}}}", `{"properties":{"n":{"allOf":[false,{"nullable":true,"type":"string"}]},"y":{"allOf":[{"nullable":true},{"nullable":true,"type":"string"}],"nullable":true}},"type":"object"}`, "as parts"},
		{"{if: {required: [a]}, then: {required: [b]}, else: {required: [c]}}", `{"allOf":[{"anyOf":[{"not":{"required":["a"]}},{"required":["b"]}],"x-contract-lowered":"then"},{"anyOf":[{"required":["a"]},{"required":["c"]}],"x-contract-lowered":"else"}]}`, "both branches of a condition"},
		{"{if: {required: [a]}}", `{}`, "a condition without a branch asks for nothing"},
		{"{then: {required: [b]}, else: {required: [c]}}", `{}`, "nor do branches without a condition"},
		{"{dependentRequired: {a: [b]}, dependentSchemas: {a: {maxProperties: 1}}}", `{"allOf":[{"anyOf":[{"not":{"required":["a"],"type":"object"},"nullable":true},{"required":["b"],"type":"object"}],"x-contract-lowered":"dependentRequired"},{"anyOf":[{"not":{"required":["a"],"type":"object"},"nullable":true},{"maxProperties":1}],"x-contract-lowered":"dependentSchemas"}]}`, "dependencies"},
		{"{type: string, contentMediaType: image/png}", `{"contentMediaType":"image/png","format":"binary","type":"string"}`, "a text that holds bytes"},
		{"{type: string, contentMediaType: image/png, contentEncoding: base64}", `{"contentEncoding":"base64","contentMediaType":"image/png","type":"string"}`, "a text that holds encoded ones"},
		{"{type: string, contentEncoding: base64}", `{"contentEncoding":"base64","type":"string"}`, "of a type that is not said"},
		{"{type: integer, contentMediaType: image/png}", `{"contentMediaType":"image/png","type":"integer"}`, "a number holds none"},
		{"{type: string, contentMediaType: image/png, format: uuid}", `{"contentMediaType":"image/png","format":"uuid","type":"string"}`, "a format of its own stays"},
		{"{type: object, unevaluatedProperties: false}", `{"additionalProperties":false,"type":"object"}`, "nothing else evaluates properties"},
		{"{type: object, unevaluatedProperties: {type: integer}, additionalProperties: true}", `{"additionalProperties":true,"type":"object"}`, "additionalProperties evaluates them all"},
		{"{type: object, properties: {a: {type: integer}, z: {}}, propertyNames: {enum: [a, b]}, additionalProperties: {type: string}}", `{"additionalProperties":false,"properties":{"a":{"type":"integer"},"b":{"type":"string"}},"type":"object"}`, "names that are listed are properties, and there are no others"},
		{"{type: object, properties: {a: {type: integer}}, propertyNames: {enum: [a, b]}, additionalProperties: false}", `{"additionalProperties":false,"properties":{"a":{"type":"integer"}},"type":"object"}`, "b is listed, and still not one of them"},
		{"{type: object, propertyNames: {enum: [a], title: T, description: d, type: string}}", `{"additionalProperties":false,"properties":{"a":{"nullable":true}},"type":"object"}`, "words ask for nothing"},
		{"{type: object, patternProperties: {^x: {}}, additionalProperties: {type: string}}", `{"patternProperties":{"^x":{}},"type":"object"}`, "3.0 has no patterns, and other names are not told from those of one"},
	}
	for _, tt := range tests {
		c, err := contract.Load(in31(tt.schema))
		if err != nil {
			t.Fatal(err)
		}
		media := c.Operations()[0].Source().Responses.Value("200").Value.Content["application/json"]
		got, err := json.Marshal(media.Schema.Value)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != tt.want {
			t.Errorf("%s becomes %s, want %s\nreason: %s", tt.schema, got, tt.want, tt.reason)
		}
	}
}
