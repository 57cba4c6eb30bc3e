package contract_test

import (
	"fmt"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestDiscriminators: an object is compared with the schema that it names, and
// each violation is told at its own place.
func TestDiscriminators(t *testing.T) {
	const base = `
    Pet:
      type: object
      required: [kind]
      properties: {kind: {type: string}}
      discriminator: {propertyName: kind%MAPPING%}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, required: [lives], properties: {lives: {type: integer}, friend: {$ref: '#/components/schemas/Pet'}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {bark: {type: string, maxLength: 2}}}]}
    Puppy: {allOf: [{$ref: '#/components/schemas/Dog'}, {type: object, properties: {age: {type: integer, maximum: 1}}}]}
    Lone: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
    Mapped: {type: object, discriminator: {propertyName: kind, mapping: {b: Dog}}}
`
	const one = `
    Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind%MAPPING%}}
    Cat: {type: object, required: [kind, lives], properties: {kind: {type: string}, lives: {type: integer}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string}, bark: {type: string, maxLength: 2}}}
`
	const single = `
    Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}], discriminator: {propertyName: kind%MAPPING%}}
    Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
    Dog: {type: object, required: [bark]}
`
	const within = one + `
    Any: {oneOf: [{$ref: '#/components/schemas/Pet'}, {$ref: '#/components/schemas/Rock'}]}
    Rock: {type: array}
`
	const withDefault = ", mapping: {cat: Cat}, defaultMapping: Dog" // of OpenAPI 3.2
	const mapped = ", mapping: {cat: '#/components/schemas/Cat', dog: Dog, far: Missing}"
	tests := []struct{ schemas, mapping, schema, body, want, reason string }{
		{base, "", "Pet", `{"kind":"Cat","lives":9}`, "", "the name of a schema"},
		{base, "", "Pet", `{"kind":"Cat","lives":"many"}`, "type /lives", "its own schema"},
		{base, "", "Pet", `{"kind":"Cat"}`, "required /lives", "which asks for more"},
		{base, "", "Pet", `{"kind":"Dog","bark":"wow"}`, "maxLength /bark", "another one"},
		{base, "", "Pet", `{"kind":"Puppy","bark":"wow","age":2}`, "maxLength /bark, maximum /age", "two levels down"},
		{base, "", "Pet", `{"kind":"Pet"}`, "", "the base itself"},
		{base, "", "Pet", `{"kind":"Cow"}`, "discriminator /kind", "OpenAPI 3.0.4: what names no schema is not valid"},
		{base, "", "Pet", `{"kind":1}`, "type /kind", "no name"},
		{base, "", "Pet", `{}`, "required /kind", "none at all"},
		{base, "", "Pet", `{"kind":"Cat","lives":9,"friend":{"kind":"Cat","lives":1,"friend":{"kind":"Dog","bark":"wow"}}}`, "maxLength /friend/friend/bark", "as deep as it goes"},
		{base, "", "Cat", `{"kind":"Cat","lives":9}`, "", "the subtype by itself"},
		{base, "", "Lone", `{"kind":"any"}`, "", "nothing is derived from it, so there is nothing to name"},
		{base, mapped, "Pet", `{"kind":"cat","lives":"many"}`, "type /lives", "a mapping to a reference"},
		{base, mapped, "Pet", `{"kind":"dog","bark":"wow"}`, "maxLength /bark", "a mapping to a name"},
		{base, mapped, "Pet", `{"kind":"Puppy","age":2}`, "maximum /age", "names beside the mapping hold"},
		{base, mapped, "Pet", `{"kind":"cow"}`, "discriminator /kind", "neither"},
		{base, mapped, "Pet", `{"kind":"far"}`, "", "which is not in the document"},
		{base, withDefault, "Pet", `{"kind":"cow","bark":"wow"}`, "maxLength /bark", "a value that nothing else names is the default"},
		{one, withDefault, "Pet", `{"kind":"cow"}`, "", "likewise"},
		{one, withDefault, "Pet", `{"kind":"cow","bark":"wow"}`, "maxLength /bark", "likewise"},
		{one, withDefault, "Pet", `{"bark":"w"}`, "required /kind", "no value is the default, which asks for one"},
		{one, withDefault, "Pet", `{"kind":"cat"}`, "required /lives", "a value that is named"},
		{one, ", defaultMapping: '#/components/schemas/Dog'", "Pet", `{"kind":"Cat"}`, "required /lives", "a value that is a name"},
		{one, ", defaultMapping: '#/components/schemas/Dog'", "Pet", `{"kind":"cow","lives":1,"bark":"w"}`, "", "it fits two, and the default is meant"},
		{single, ", defaultMapping: Missing", "Pet", `{"kind":"cow"}`, "", "the default is lost, so that any may be meant"},
		{one, "", "Pet", `{"kind":"Cat","lives":"many"}`, "type /lives", "an alternative"},
		{one, "", "Pet", `{"kind":"Dog","bark":"wow"}`, "maxLength /bark", "another"},
		{one, mapped, "Pet", `{"kind":"dog","bark":"wow"}`, "maxLength /bark", "by its mapping"},
		{one, mapped, "Pet", `{"kind":"Dog","bark":"o"}`, "", "by its name"},
		{one, mapped, "Pet", `{"kind":"cow"}`, "discriminator /kind", "by none"},
		{single, "", "Pet", `{"kind":"Dog"}`, "", "a schema that is no alternative is none that it has to fit"},
		{within, mapped, "Any", `{"kind":"Cat","lives":1}`, "", "an alternative within an alternative, by its name beside a mapping"},
		{within, mapped, "Any", `{"kind":"Cat","lives":"many"}`, "type /lives", "which it has to fit there, too"},
		{within, mapped, "Any", `{"kind":"cat","lives":"many"}`, "type /lives", "as by its mapping"},
		{strings.Replace(within, "Any: {oneOf", "Any: {anyOf", 1), mapped, "Any", `{"kind":"Cat","lives":"many"}`, "type /lives", "in anyOf as well"},
		{base, "", "Mapped", `{"kind":"any"}`, "discriminator /kind", "a mapping says what there is to name"},
		{strings.Replace(one, "oneOf", "anyOf", 1), "", "Pet", `{"kind":"Cat","lives":"many"}`, "type /lives", "an alternative of anyOf"},
		{one, "", "Pet", `{"lives":1}`, "discriminator /kind", "it says nothing"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/" + tt.schema + "'}}}}, responses: {'200': {description: d}}}}}\ncomponents:\n  schemas:" + strings.Replace(tt.schemas, "%MAPPING%", tt.mapping, 1)))
		if err != nil {
			t.Fatal(err)
		}
		call, err := c.Find("POST", "/a")
		if err != nil {
			t.Fatal(err)
		}
		_, found := call.Request(request("POST", "application/json"), []byte(tt.body))
		if got := places(found); got != tt.want {
			t.Errorf("%s of %s: %q, want %q\nreason: %s\n%v", tt.schema, tt.body, got, tt.want, tt.reason, found)
		}
	}
}

func places(found []contract.Violation) string {
	var all []string
	for _, v := range found {
		all = append(all, strings.TrimSpace(v.Rule+" "+v.Target))
	}
	return strings.Join(all, ", ")
}

// TestUnknownOfSubtypes: the properties of the schema that an object names are
// known.
func TestUnknownOfSubtypes(t *testing.T) {
	c, err := contract.Load([]byte(`
openapi: 3.0.4
info: {title: t, version: v}
paths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}}
components:
  schemas:
    Pet: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	for body, want := range map[string]string{
		`{"kind":"Cat","lives":9}`:           "",
		`{"kind":"Cat","lives":9,"wings":2}`: "unknownProperty /wings",
		`{"kind":"Pet","lives":9}`:           "unknownProperty /lives",
		`{"kind":"Nobody","lives":9}`:        "unknownProperty /lives",
	} {
		h := headerOf("Content-Type: application/json")
		if got := places(c.Operations()[0].Unknown(200, h, []byte(body))); got != want {
			t.Errorf("Unknown(%s) = %q, want %q", body, got, want)
		}
	}
}

// TestUnknownBounds: what says that there are others, and how many are told.
func TestUnknownBounds(t *testing.T) {
	many := "{"
	for i := range 2 * contract.MaxViolations {
		many += fmt.Sprintf("%q:1,", fmt.Sprint("z", i))
	}
	tests := []struct {
		schema, sent, body string
		want               int
		reason             string
	}{
		{"{properties: {a: {}}}", "application/json", `{"a":1,"z":1}`, 1, "a name that the document has not"},
		{"{properties: {a: {}}}", "text/html", `{"z":1}`, 0, "no JSON"},
		{"{properties: {a: {}}, additionalProperties: {type: integer}}", "application/json", `{"z":1}`, 0, "there are others of a schema"},
		{"{allOf: [{properties: {a: {}}, additionalProperties: true}, {properties: {b: {}}}]}", "application/json", `{"z":1}`, 0, "one part says that there are others"},
		{"{allOf: [{properties: {b: {}}}, {properties: {a: {}}, additionalProperties: true}]}", "application/json", `{"z":1}`, 0, "in any order"},
		{"{type: object}", "application/json", `{"z":1}`, 0, "no name is known"},
		{"{properties: {a: {}}}", "application/json", many + `"a":1}`, contract.MaxViolations, "no more than that are told"},
		{"{properties: {a: {type: array, items: {properties: {b: {}}}}}}", "application/json", `{"a":[` + strings.Repeat(`{"z":1},`, 2*contract.MaxViolations) + `{}]}`, contract.MaxViolations, "over all items"},
	}
	for _, tt := range tests {
		c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: " + tt.schema + "}}}}}}}\n"))
		if err != nil {
			t.Fatal(err)
		}
		if found := c.Operations()[0].Unknown(200, headerOf("Content-Type: "+tt.sent), []byte(tt.body)); len(found) != tt.want {
			t.Errorf("%s, %.40s: %v, want %d\nreason: %s", tt.schema, tt.body, found, tt.want, tt.reason)
		}
	}
}

// TestMappings: what a discriminator maps to is found in the document, or noted,
// unless its alternatives say what there is.
func TestMappings(t *testing.T) {
	const start = "openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}}\ncomponents:\n  schemas:\n    Dog: {type: object}\n    Pet: "
	for _, tt := range []struct {
		pet, note string
		found     bool
		reason    string
	}{
		{"{type: object, discriminator: {propertyName: k, mapping: {dog: Dog}}}", "", true, "a name of the document"},
		{"{type: object, discriminator: {propertyName: k, mapping: {dog: Far}}}", `"#/components/schemas/Far" is not in the document`, false, "no name of it"},
		{"{oneOf: [{$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: k, mapping: {dog: Far}}}", "", false, "one alternative"},
	} {
		c, err := contract.Load([]byte(start + tt.pet + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := said(c.Notes()); !strings.Contains(got, tt.note) || tt.note == "" && got != "" {
			t.Errorf("%s: notes %q, want %q\nreason: %s", tt.pet, got, tt.note, tt.reason)
		}
		media := c.Operations()[0].Source().Responses.Value("200").Value.Content["application/json"]
		if got := media.Schema.Value.Discriminator.Mapping["dog"].Value != nil; got != tt.found {
			t.Errorf("%s: the schema is found: %t\nreason: %s", tt.pet, got, tt.reason)
		}
	}
}
