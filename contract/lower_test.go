package contract_test

import (
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// in31 is an OpenAPI 3.1 document with one schema S, which GET /a answers.
func in31(schema string) []byte {
	return []byte(strings.Replace(strings.Replace(inParts, "3.0.3", "3.1.0", 1), "S: ", "S: "+schema, 1))
}

// TestSchemas31: the keywords of JSON Schema 2020-12 mean what it says.
func TestSchemas31(t *testing.T) {
	tests := []struct {
		schema, note string
		good, bad    []string
		reason       string
	}{
		{"{type: [string, 'null'], maxLength: 1}", "", []string{`"x"`, "null"}, []string{`"xx"`, "1"}, "null is a type"},
		{"{type: [string, integer], maxLength: 1, minimum: 2}", "", []string{`"x"`, "2"}, []string{`"xx"`, "1", "true", "null"}, "each keyword asks only for values of its type"},
		{"{type: 'null'}", "", []string{"null"}, []string{`"x"`, "0", "{}"}, "null alone"},
		{"{anyOf: [{$ref: '#/components/schemas/T'}]}\n    T: {anyOf: [{$ref: '#/components/schemas/S'}]}", "", nil, nil, "schemas that are each other"},
		{"{anyOf: [{type: string, maxLength: 1}, {type: 'null'}], title: T}", "", []string{`"x"`, "null"}, []string{`"xx"`, "1"}, "how FastAPI writes what may be left out"},
		{"{anyOf: [{$ref: '#/components/schemas/T'}, {type: 'null'}]}\n    T: {type: object, required: [n], properties: {n: {$ref: '#/components/schemas/S'}}}", "", []string{`{"n":null}`, "null", `{"n":{"n":null}}`}, []string{`{}`, `{"n":1}`, `{"n":{}}`}, "a schema that contains itself"},
		{"{oneOf: [{type: integer}, {type: string}, {type: 'null'}]}", "", []string{`"x"`, "null", "1"}, []string{"true", "[]"}, "more than one beside null"},
		{"{type: [string, 'null'], enum: [a, b]}", "", []string{`"a"`}, []string{"null", `"c"`}, "enum counts for null, too"},
		{"{enum: [a, null]}", "", []string{`"a"`, "null"}, []string{`"b"`}, "null among the members"},
		{"{type: string, nullable: true}", "", []string{`"a"`}, []string{"null"}, "nullable is no keyword any more"},
		{"{const: 7}", "", []string{"7", "7.0"}, []string{"8", `"7"`, "null"}, "const is an enum of one"},
		{"{const: null}", "", []string{"null"}, []string{"8"}, "null can be const"},
		{"{type: object, required: [k], properties: {k: {const: cat}}}", "", []string{`{"k":"cat"}`}, []string{`{"k":"dog"}`}, "how FastAPI tells alternatives apart"},
		{"{type: integer, exclusiveMinimum: 1, exclusiveMaximum: 3}", "", []string{"2"}, []string{"1", "3"}, "exclusive bounds are numbers"},
		{"{type: integer, exclusiveMinimum: 1, minimum: 2, exclusiveMaximum: 9, maximum: 8}", "", []string{"2", "8"}, []string{"1", "9"}, "both kinds of bounds"},
		{"{type: string, examples: [1]}", "", []string{`"a"`}, []string{"1"}, "a wrong example"},
		{"{}", "", []string{"null", "1", "{}"}, nil, "everything"},
		{"true", "", []string{"null", "1", "{}"}, nil, "everything"},
		{"{type: object, properties: {n: false}}", "", []string{"{}"}, []string{`{"n":1}`}, "nothing fits false"},
		{"{type: object, properties: {n: true}}", "", []string{`{"n":null}`}, []string{`1`}, "everything fits true"},
		{"{$ref: '#/components/schemas/T', maxLength: 2}\n    T: {type: string, minLength: 2}", "", []string{`"xx"`}, []string{`"x"`, `"xxx"`}, "keywords beside a reference count"},
		{"{type: array, contains: {const: 1}}", "", []string{"[1]", "[2,1]"}, []string{"[]", "[2]", "1"}, "contains"},
		{"{type: array, contains: {const: 1}, minContains: 2}", "Not checked of this schema: contains.", []string{"[1,1]"}, []string{"1"}, "3.0 cannot count"},
		{"{type: array, contains: {const: 1}, minContains: 0}", "", []string{"[]"}, []string{"1"}, "it asks for nothing"},
		{"{if: {required: [a]}, then: {required: [b]}, else: {required: [c]}}", "", []string{`{"a":1,"b":1}`, `{"c":1}`}, []string{`{"a":1}`, `{"b":1}`}, "conditions"},
		{"{type: object, dependentRequired: {a: [b]}}", "", []string{`{"a":1,"b":1}`, `{}`, `{"b":1}`}, []string{`{"a":1}`}, "dependencies"},
		{"{type: object, dependentSchemas: {a: {maxProperties: 1}}}", "", []string{`{"a":1}`, `{"b":1,"c":1}`}, []string{`{"a":1,"b":1}`}, "dependencies on a schema"},
		{"{type: object, propertyNames: {enum: [a, b]}, additionalProperties: {type: integer}}", "", []string{`{"a":1}`, "{}"}, []string{`{"c":1}`, `{"a":"x"}`}, "how FastAPI writes a map with an enum for its keys"},
		{"{type: object, propertyNames: {pattern: '^a'}}", "Not checked of this schema: propertyNames.", []string{`{"a":1}`}, []string{"1"}, "3.0 cannot say it"},
		{"{type: object, patternProperties: {'^x-': {type: integer}}, additionalProperties: false}", "Not checked of this schema: patternProperties.", []string{`{"x-a":1}`}, []string{"1"}, "right values are not called wrong"},
		{"{type: object, properties: {a: {type: integer}}, unevaluatedProperties: false}", "", []string{`{"a":1}`}, []string{`{"b":1}`}, "without anything that evaluates others"},
		{"{allOf: [{type: object, properties: {a: {type: integer}}}], unevaluatedProperties: false}", "Not checked of this schema: unevaluatedProperties.", []string{`{"a":1}`}, []string{`{"a":"x"}`}, "the parts evaluate properties"},
		{"{type: array, prefixItems: [{type: integer}], items: {type: string}, minItems: 2}", "Not checked of this schema: prefixItems.", []string{`[1,"x"]`}, []string{"[1]", "[1,2]"}, "how FastAPI writes a tuple; items are those behind"},
		{"{$defs: {D: {type: integer}}, type: array, items: {$ref: '#/components/schemas/S/$defs/D'}}", "", []string{"[1]"}, []string{`["x"]`}, "definitions within a schema"},
		{"{oneOf: [{type: string}], anyOf: [{maxLength: 1}]}", "", []string{`"x"`}, []string{`"xx"`, "1"}, "both lists hold"},
		{"{anyOf: [{type: string}, {type: 'null'}], maxLength: 1}", "", []string{`"x"`, "null"}, []string{`"xx"`}, "what is beside the alternatives holds"},
		{"{type: array, contains: {const: 1}, maxContains: 1}", "Not checked of this schema: contains.", []string{"[1]"}, []string{"1"}, "3.0 cannot count"},
		{"{type: array, contains: {const: 1}, minContains: 1}", "", []string{"[1]"}, []string{"[]", "[2]"}, "one is what contains asks for by itself"},
		{"{type: object, additionalProperties: {type: integer}, unevaluatedProperties: false}", "", []string{`{"a":1}`}, []string{`{"a":"x"}`}, "additionalProperties evaluates them all"},
		{"{type: object, unevaluatedProperties: {type: integer}}", "", []string{`{"a":1}`}, []string{`{"a":"x"}`}, "a schema for what nothing evaluates"},
		{"{type: object, patternProperties: {'^x-': {}}, unevaluatedProperties: false}", "Not checked of this schema: patternProperties, unevaluatedProperties.", []string{`{"x-a":1}`}, []string{"1"}, "a pattern evaluates some"},
		{"{allOf: [{type: object}], unevaluatedProperties: {type: integer}}", "Not checked of this schema: unevaluatedProperties.", []string{`{"a":1}`}, []string{"1"}, "the parts may evaluate some"},
		{"{allOf: [{type: object}], unevaluatedProperties: true}", "", []string{`{"a":1}`}, []string{"1"}, "it asks for nothing"},
		{"{type: array, unevaluatedItems: false}", "Not checked of this schema: unevaluatedItems.", []string{"[]"}, []string{"1"}, "3.0 has no word for it"},
		{"{type: array, unevaluatedItems: true}", "", []string{"[1]"}, []string{"1"}, "it asks for nothing"},
		{"{type: object, properties: {a: {type: integer}}, propertyNames: {enum: [a]}}", "", []string{`{"a":1}`}, []string{`{"a":"x"}`, `{"b":1}`}, "a name that is a property, too"},
		{"{type: object, propertyNames: {enum: [a]}}", "", []string{`{"a":null}`}, []string{`{"b":1}`}, "of its value nothing is said"},
		{"{type: object, propertyNames: {type: string, pattern: a}}", "Not checked of this schema: propertyNames.", []string{`{"a":1}`}, []string{"1"}, "no names are listed"},
		{"{type: object, propertyNames: {type: string}}", "", []string{`{"a":1}`}, []string{"1"}, "every name is a text"},
		{"{type: object, propertyNames: {}, additionalProperties: {type: integer}}", "", []string{`{"a":1}`}, []string{`{"a":"x"}`}, "nothing is asked of names"},
		{"{type: object, propertyNames: false}", "Not checked of this schema: propertyNames.", []string{"{}"}, []string{"1"}, "it allows no name"},
		{"{type: object, propertyNames: {type: integer}}", "Not checked of this schema: propertyNames.", []string{"{}"}, []string{"1"}, "no name is a number"},
		{"{type: object, propertyNames: {enum: [a, 1]}}", "Not checked of this schema: propertyNames.", []string{`{"a":1}`}, []string{"1"}, "no name is a number"},
		{"{type: string, contentMediaType: image/png, format: uuid}", "", []string{`"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11"`}, []string{`"x"`}, "a format beside the type of its content"},
		{"{type: array, contains: {const: 1}, minContains: 0, maxContains: 2}", "Not checked of this schema: contains.", []string{"[]", "[1,1]"}, []string{"1"}, "an upper bound without a lower one"},
		{"{type: array, unevaluatedItems: {type: integer}}", "Not checked of this schema: unevaluatedItems.", []string{"[1]"}, []string{"1"}, "a schema for what nothing evaluates"},
		{"{type: object, propertyNames: {enum: [a]}, additionalProperties: true}", "", []string{`{"a":1}`}, []string{`{"b":1}`}, "any value of a name"},
		{"{type: object, propertyNames: {enum: [a]}, additionalProperties: false}", "", []string{`{}`}, []string{`{"a":1}`, `{"b":1}`}, "no name that is not a property"},
		{"{anyOf: [{type: [string, 'null'], maxLength: 1}]}", "", []string{`"x"`, "null"}, []string{`"xx"`}, "the only alternative may be null itself"},
		{"{anyOf: [{type: integer}, {enum: [7, null]}]}", "", []string{"7", "8", "null"}, []string{`"x"`}, "null beside another member"},
		{"{anyOf: [{type: integer, enum: [1, 2]}, {type: 'null'}]}", "", []string{"1", "null"}, []string{"3", `"x"`}, "how an enum is left out"},
		{"{oneOf: [{const: 1}, {type: 'null'}]}", "", []string{"1", "null"}, []string{"2"}, "the one member of one"},
		{"{anyOf: [{allOf: [{type: integer, minimum: 1}]}, {type: 'null'}]}", "", []string{"1", "null"}, []string{"0", `"x"`}, "parts that refuse null, beside it"},
		{"{anyOf: [{type: 'null'}, {oneOf: [{type: integer}, {type: boolean}]}]}", "", []string{"1", "true", "null"}, []string{`"x"`}, "alternatives that refuse it"},
		{"{anyOf: [{not: {type: 'null'}}, {type: 'null'}]}", "", []string{"1", "null"}, nil, "what one forbids the other allows"},
		{"{anyOf: [{if: {type: boolean}, then: {const: true}, else: {type: integer}}, {type: 'null'}]}", "", []string{"1", "true", "null"}, []string{"false", `"x"`}, "conditions"},
		{"{anyOf: [{type: string}, {enum: [7]}, {type: 'null'}]}", "", []string{"7", `"x"`, "null"}, []string{"8"}, "a member alone that is not null"},
		{"{not: {type: [string, 'null']}}", "", []string{"1"}, []string{`"x"`, "null"}, "neither a text nor null"},
		{"{allOf: [{$ref: '#/components/schemas/S'}], type: [integer, 'null']}", "", []string{"1", "null"}, []string{`"x"`}, "one that contains itself asks for no more"},
		{"{if: {required: [a]}, unevaluatedProperties: false}", "Not checked of this schema: unevaluatedProperties.", []string{`{"a":1}`}, nil, "a condition alone evaluates properties, too"},
		{"{if: {required: [a]}, then: {maxProperties: 1}, unevaluatedProperties: false}", "Not checked of this schema: unevaluatedProperties.", []string{`{"a":1}`}, []string{`{"a":1,"b":1}`}, "what follows from it holds"},
		{"{if: {required: [a]}, else: {maxProperties: 1}, unevaluatedProperties: false}", "Not checked of this schema: unevaluatedProperties.", []string{`{"a":1,"c":1}`}, []string{`{"b":1,"c":1}`}, "and what follows otherwise"},
		{"{$dynamicRef: '#x', type: string}", "Not checked of this schema: $dynamicRef.", []string{`"x"`}, []string{"1"}, "nobody follows it"},
	}
	for _, tt := range tests {
		t.Run(tt.schema, func(t *testing.T) {
			c, err := contract.Load(in31(tt.schema))
			if err != nil {
				t.Fatalf("Load() = %v\nreason: %s", err, tt.reason)
			}
			if got := said(c.Notes()); !strings.Contains(got, tt.note) || tt.note == "" && got != "" {
				t.Errorf("notes = %q, want %q\nreason: %s", got, tt.note, tt.reason)
			}
			for _, body := range tt.good {
				if !answered(c, "/a", body) {
					t.Errorf("%s is called wrong\nreason: %s", body, tt.reason)
				}
			}
			for _, body := range tt.bad {
				if answered(c, "/a", body) {
					t.Errorf("%s is called right\nreason: %s", body, tt.reason)
				}
			}
		})
	}
}

// TestDocument31: what else is new in OpenAPI 3.1.
func TestDocument31(t *testing.T) {
	const start = "openapi: 3.1.0\ninfo: {title: t, version: v, summary: s}\n"
	tests := []struct{ name, document, warning, note, reason string }{
		{"path item", start + "paths: {/a: {$ref: '#/components/pathItems/P'}}\ncomponents: {pathItems: {P: {get: {responses: {'200': {description: d}}}}}}", "", "", "paths may be components"},
		{"webhooks", start + "webhooks: {w: {post: {responses: {'200': {description: d}}}}}\npaths: {/a: {get: {responses: {'200': {description: d}}}}}", "", "The webhooks are not validated: they are requests that the server sends.", "nobody here sees them"},
		{"dialect", start + "jsonSchemaDialect: https://example.com/mine\npaths: {/a: {get: {responses: {'200': {description: d}}}}}", "", `The dialect "https://example.com/mine" is not known`, "its keywords may mean other things"},
		{"usual dialect", start + "jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base\npaths: {/a: {get: {responses: {'200': {description: d}}}}}", "", "", "the default"},
		{"dialect of JSON Schema", start + "jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema\npaths: {/a: {get: {responses: {'200': {description: d}}}}}", "", "", "that on which OpenAPI's is built"},
		{"nullable", start + "paths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {type: string, nullable: true}}}}}}}}", "nullable is no keyword of OpenAPI 3.1 and is ignored", "", "whoever writes it expects null to fit"},
		{"example beside null", start + "paths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {anyOf: [{type: integer}, {type: 'null'}], examples: [x]}}}}}}}}", "This example or default breaks its schema", "", "of a schema with alternatives"},
		{"license", start[:len(start)-2] + ", license: {name: n, identifier: MIT}}\npaths: {/a: {get: {responses: {'200': {description: d}}}}}", "", "", "it may have an identifier"},
		{"no responses", start + "paths: {/a: {get: {}}}", "", "", "they need not be there"},
		{"version", strings.Replace(start, "3.1.0", "3.1.9", 1) + "paths: {/a: {get: {responses: {'200': {description: d}}}}}", "", "", "a later patch changes nothing"},
		{"3.2", strings.Replace(start, "3.1.0", "3.2.0", 1) + "paths: {/a: {get: {responses: {'200': {description: d}}}}}", "", "OpenAPI 3.2 is read as 3.1", "it is newer"},
		{"fields of 3.2", "openapi: 3.2.0\n$self: https://example.com/a\ninfo: {title: t, version: v}\nservers: [{url: /, name: n}]\ntags: [{name: a, summary: s, kind: nav}, {name: b, parent: a}]\npaths: {/a: {get: {responses: {'200': {summary: s, description: d, content: {multipart/mixed: {itemSchema: {type: object}, itemEncoding: {}}, text/x: {examples: {e: {dataValue: 1, serializedValue: '1'}}}}}}}}}\n" +
			"components: {mediaTypes: {}, schemas: {S: {type: object, xml: {nodeType: element}, discriminator: {propertyName: k, defaultMapping: S}}}}", "", "OpenAPI 3.2 is read as 3.1", "they are no fault"},
		{"example in the old way", start + "paths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {type: string, example: a, examples: [1]}}}}}}}}", "", "", "the example in the old way is the one that counts"},
		{"example", start + "paths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {type: string, examples: [1]}}}}}}}}", "This example or default breaks its schema", "", "examples of schemas are a list"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := contract.Load([]byte(tt.document))
			if err != nil {
				t.Fatalf("Load() = %v\nreason: %s", err, tt.reason)
			}
			if got := said(c.Warnings()); !strings.Contains(got, tt.warning) || tt.warning == "" && got != "" {
				t.Errorf("warnings = %q, want %q\nreason: %s", got, tt.warning, tt.reason)
			}
			if got := said(c.Notes()); !strings.Contains(got, tt.note) || tt.note == "" && got != "" {
				t.Errorf("notes = %q, want %q\nreason: %s", got, tt.note, tt.reason)
			}
			if _, err := c.Find("GET", "/a"); err != nil {
				t.Errorf("Find() = %v\nreason: %s", err, tt.reason)
			}
		})
	}
}

// TestNullableParameters: a parameter that may be null is read by its type.
func TestNullableParameters(t *testing.T) {
	c, err := contract.Load([]byte(`{"openapi": "3.1.0", "info": {"title": "t", "version": "v"}, "paths": {"/a": {"get": {"parameters": [
		{"name": "n", "in": "query", "schema": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}], "title": "N"}},
		{"name": "l", "in": "query", "schema": {"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "null"}]}},
		{"name": "m", "in": "query", "schema": {"type": ["integer", "boolean"]}}], "responses": {"200": {"description": "d"}}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]bool{"n=1": true, "n=0": false, "n=x": false, "l=1&l=2": true, "l=x": false, "m=1": true, "m=true": true, "m=x": false} {
		v := c.Exchange(&contract.Exchange{Method: "GET", Target: "/a?" + query, Status: 200})
		if got := !v.Broke(contract.InRequest); got != want {
			t.Errorf("%s: right is %t, want %t: %v", query, got, want, v.Violations)
		}
	}
}
