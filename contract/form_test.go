package contract_test

import (
	"slices"
	"strings"
	"testing"
)

func TestForms(t *testing.T) {
	with := func(schema, encoding string) string {
		return asked + "application/x-www-form-urlencoded: {schema: " + schema + ", encoding: {" + encoding + "}}}}}"
	}
	const form = "POST /a/1\nContent-Type: application/x-www-form-urlencoded\n\n"
	const abc = "{type: object, required: [a], properties: {a: {type: integer}, b: {type: array, items: {type: integer}}, c: {type: string, maxLength: 2}}}"
	play(t, "", []verdictRow{
		{with(abc, ""), form + "a=1&b=1&b=2&c=x%26", "", "", "names and values, escaped"},
		{with(abc, ""), form + "c=a+b", "", "maxLength /c, required /a", "a plus is a space"},
		{with(abc, ""), form + "a=x&b=1&b=y", "", "type /a, type /b/1", "each at its own place"},
		{with(abc, ""), form + "a=1&b=7", "", "", "one item is a list, too"},
		{with(abc, ""), form + "a=1&b=1,2", "", "type /b/0", "form explodes by default"},
		{with(abc, "b: {explode: false}"), form + "a=1&b=1,2", "", "", "here it does not"},
		{with(abc, "b: {style: pipeDelimited}"), form + "a=1&b=1%7C2", "", "", "OAS, Encoding Object: the styles of a query"},
		{with(abc, "b: {style: spaceDelimited}"), form + "a=1&b=1+x", "", "type /b/1", "each item"},
		{with(abc, ""), form + "a=1&a=x", "", "type /a", "an integer is written once, so that two values are no integer"},
		{with(abc, ""), form + "a=1&a=2", "", "type /a", "whatever the values are"},
		{with("{type: object, properties: {a: {}}}", ""), form + "a=1&a=2", "", "", "any value may be several"},
		{with("{type: object, properties: {a: {oneOf: [{type: integer}, {type: array, items: {type: integer}}]}}}", ""), form + "a=1&a=2", "", "", "one or several"},
		{with(abc, ""), form + "a=1&z=1", "", "", "other names are allowed"},
		{with("{type: object, properties: {o: {type: object, properties: {b: {type: integer}}}}}", "o: {style: deepObject, explode: true}"), form + "o=1", "", "", "o[b] is a part of the object, and o is not"},
		{with("{type: object, properties: {o: {type: object, properties: {b: {type: integer}}}}}", "o: {style: deepObject, explode: true}"), form + "o[b]=x", "", "type /o/b", "which is validated"},
		{with("{type: object, properties: {'o]': {type: object, properties: {b: {type: integer}}, required: [b]}}}", "'o]': {style: deepObject, explode: true}"), form + "o]=1", "", "", "no bracket opens"},
		{with(strings.Replace(abc, "{type: object", "{type: object, additionalProperties: false", 1), ""), form + "a=1&z=1", "", "additionalProperties /z", "unless they are not"},
		{with("{type: object, additionalProperties: {type: integer}}", ""), form + "z=x", "", "type /z", "or have a schema"},
		{with("{allOf: [{type: object, properties: {a: {type: integer}}}, {type: object, required: [b]}]}", ""), form + "a=x", "", "type /a, required /b", "properties behind allOf"},
		{with("{type: object, properties: {o: {type: object, properties: {n: {type: integer}}}}}", "o: {style: deepObject}"), form + "o[n]=x", "", "type /o/n", "an object in brackets"},
		{with("{type: object, properties: {o: {type: object, properties: {n: {type: integer}}}}}", "o: {style: deepObject}"), form + "o%5Bn%5D=1", "", "", "brackets are escaped in a form"},
		{with("{type: object, properties: {o: {type: object, properties: {n: {type: integer}}}}}", ""), form + "o=%7B%22n%22:%22x%22%7D", "", "type /o/n", "OAS 3.0.3: a complex object is a text of JSON"},
		{with("{type: object, additionalProperties: false, properties: {o: {type: object, properties: {n: {type: integer}}}}}", ""), form + "n=1", "", "", "or its properties are fields"},
		{with("{type: object, properties: {'b[]': {type: array, items: {type: integer}}}}", ""), form + "b%5B%5D=1&b%5B%5D=x", "", "type /b[]/1", "a name with brackets of its own"},
		{with("{type: object, properties: {b: {type: boolean}}}", ""), form + "b=on", "", "type /b", "true and false are what OpenAPI knows"},
		{with("{type: object, properties: {n: {type: integer, nullable: true}}}", ""), form + "n=9007199254740993", "", "", "any integer"},
		{with("{type: object, additionalProperties: {type: integer}}", ""), form + "z=1", "", "", "which it fits"},
		{with("{type: object, additionalProperties: {type: integer}}", ""), form + "z=1&z=2", "", "type /z", "one integer is not two"},
		{with("{type: object, additionalProperties: false, properties: {o: {type: object, properties: {n: {type: integer}}}}}", ""), form + "o=%7B%7D&n=1", "", "additionalProperties /n", "an object is given one way or the other"},
		{with("{type: object, additionalProperties: false, properties: {o: {type: object, properties: {n: {type: integer}}}}}", "o: {explode: false}"), form + "n=1", "", "additionalProperties /n", "it is not exploded"},
		{with("{type: object, additionalProperties: false, properties: {o: {type: object, properties: {n: {type: integer}}}}}", "o: {explode: false}"), form + "o=n,x", "", "type /o/n", "names and values in turn"},
		{with(abc, ""), strings.Replace(form, "urlencoded", "urlencoded; charset=shift_jis", 1) + "a=x", "", "type /a", "escapes are UTF-8, whatever the charset"},
		{with(abc, ""), form + "a=%zz", "", "form", "no escape"},
		{with(abc, ""), form, "", "required", "OAS: required says that there is a body"},
		{with(abc, ""), "POST /a/1", "", "mediaType header/Content-Type", "nor a type"},
		{strings.Replace(with(abc, ""), "required: true, ", "", 1), "POST /a/1", "", "", "an optional body"},
		{strings.Replace(with(abc, ""), "required: true, ", "", 1), form, "", "", "and an empty one"},
		{with(abc, ""), "POST /a/1\nContent-Type: application/x-www-form-urlencoded; charset=UTF-8\n\na=1", "", "", "parameters of the type"},
		{with(abc, ""), "POST /a/1\nContent-Type: APPLICATION/X-WWW-FORM-URLENCODED\n\na=x", "", "type /a", "in any case"},
		{with(abc, ""), "POST /a/1\nContent-Type: application/json\n\n{\"a\": 1}", "", "mediaType header/Content-Type", "another type"},
		{asked + "'*/*': {schema: " + abc + "}}}}", form + "a=x", "", "type /a", "a range holds forms"},
		{asked + "application/x-www-form-urlencoded: {schema: " + abc + "}, application/json: {schema: {type: integer}}}}}", "POST /a/1\nContent-Type: application/json\n\n1", "", "", "each type has its schema"},
		{asked + "application/octet-stream: {schema: {type: string, format: binary}}}}}", "POST /a/1\nContent-Type: application/octet-stream\n\n", "", "required", "a missing file"},
		{asked + "application/octet-stream: {}}}}", "POST /a/1\nContent-Type: application/octet-stream\n\n\x00\xff", "", "", "any file"},
		{asked + "text/plain: {schema: {type: string, pattern: ^a}}}}}", "POST /a/1\nContent-Type: text/plain\n\nb", "", "pattern", "a text"},
		{asked + "application/xml: {schema: {type: object}}}}}", "POST /a/1\nContent-Type: application/xml\n\n", "", "required", "what is not read can be missing"},
		{asked + "application/xml: {schema: {type: object}}}}}", "POST /a/1\nContent-Type: application/xml\n\n<a/>", "400", "request not validated", "whether it was right is not known"},
		{asked + "application/json: {schema: {type: integer}}}}}", "POST /a/1\nContent-Type: application/json\nContent-Encoding: br\n\nxx", "415", "request not validated", "RFC 9110 section 15.5.16: a server may not read it"},
	})
}

func TestMultipart(t *testing.T) {
	with := func(schema, encoding string) string {
		return asked + "multipart/form-data: {schema: " + schema + ", encoding: {" + encoding + "}}}}}"
	}
	// parts makes a body; each part is its headers behind form-data, and its text.
	parts := func(parts ...string) string {
		var b strings.Builder
		b.WriteString("POST /a/1\nContent-Type: multipart/form-data; boundary=xyz\n\n")
		for i := 0; i < len(parts); i += 2 {
			b.WriteString("--xyz\r\nContent-Disposition: form-data; " + strings.ReplaceAll(parts[i], "\n", "\r\n") + "\r\n\r\n" + parts[i+1] + "\r\n")
		}
		return b.String() + "--xyz--\r\n"
	}
	const abc = "{type: object, required: [a], properties: {a: {type: integer}, f: {type: string, format: binary}, fs: {type: array, maxItems: 2, items: {type: string, format: binary}}, o: {type: object, required: [n], properties: {n: {type: integer}}}}}"
	play(t, "", []verdictRow{
		{with(abc, ""), parts(`name="a"`, "1", `name="f"; filename="x.png"`+"\nContent-Type: image/png", "\x89PNG\xff"), "", "", "a field and a file"},
		{with(abc, ""), parts(`name="a"`, "1", `name="f"; filename="x.json"`+"\nContent-Type: application/json", "{}", `name="fs"; filename="y.json"`+"\nContent-Type: application/json", "[1"), "", "", "files of JSON are files"},
		{with(abc, ""), parts(`name="f"`, "x"), "", "required /a", "a part that is missing"},
		{with(abc, ""), parts(`name="a"`, "x"), "", "type /a", "a part that is wrong"},
		{with(abc, ""), parts(`name="a"`, "1", `name="fs"`, "x", `name="fs"`, "y"), "", "", "OAS 3.0.4: an array is a part for each item"},
		{with(abc, ""), parts(`name="a"`, "1", `name="fs"`, "x", `name="fs"`, "y", `name="fs"`, "z"), "", "maxItems /fs", "one too many"},
		{with(abc, ""), parts(`name="a"`, "1", `name="o"`+"\nContent-Type: application/json", `{"n":"x"}`), "", "type /o/n", "a part of JSON"},
		{with(abc, ""), parts(`name="a"`, "1", `name="o"`, `{}`), "", "required /o/n", "OAS: application/json is the default of objects"},
		{with(abc, ""), parts(`name="a"`, "1", `name="o"`+"\nContent-Type: application/json", `{`), "", "json /o", "no JSON"},
		{with(abc, "f: {contentType: 'image/png, image/*'}"), parts(`name="a"`, "1", `name="f"`+"\nContent-Type: image/jpeg", "x"), "", "", "OAS, Encoding Object: a list of ranges"},
		{with(abc, "f: {contentType: image/png}"), parts(`name="a"`, "1", `name="f"`+"\nContent-Type: text/html", "x"), "", "mediaType /f", "not of the list"},
		{with(abc, "f: {contentType: image/png}"), parts(`name="a"`, "1", `name="f"`, "x"), "", "", "a part need not say its type"},
		{with(abc, ""), parts(`name="o"`+"\nContent-Type: application/json", `{`, `name="a"`, "1"), "", "json /o", "nothing else is said"},
		{with(abc, ""), parts(slices.Repeat([]string{`name="z"`, ""}, 10_000)...), "", "required /a", "as many as are read"},
		{with(abc, ""), parts(slices.Repeat([]string{`name="z"`, ""}, 10_001)...), "", "notJudged, request not validated", "one more"},
		{with(abc, "f: {headers: {X-N: {required: true, schema: {type: integer}}}}"), parts(`name="a"`, "1", `name="f"`, "x"), "", "required /f", "a header of a part"},
		{with(abc, "f: {headers: {X-N: {schema: {type: integer}}}}"), parts(`name="a"`, "1", `name="f"`+"\nX-N: x", "x"), "", "type /f", "which is wrong"},
		{with(strings.Replace(abc, "{type: object", "{type: object, additionalProperties: false", 1), ""), parts(`name="a"`, "1", `name="z"`, ""), "", "additionalProperties /z", "a part that it must not have"},
		{with(abc, ""), parts(`name="a"`, "1", `name="z"`, ""), "", "", "others are allowed"},
		{with(abc, ""), parts(`filename="a"`, "1"), "", "form", "RFC 7578 section 4.2: each part has a name"},
		{with(abc, ""), parts(`name=""`, "1", `name="a"`, "1"), "", "", "an empty name is a name"},
		{with(strings.Replace(abc, "{type: object", "{type: object, additionalProperties: false", 1), ""), parts(`name=""`, "1", `name="a"`, "1"), "", "additionalProperties /", "and no property of the schema"},
		{with(abc, ""), strings.TrimSuffix(parts(`name="a"`, "1"), "--xyz--\r\n"), "", "form", "cut off"},
		{with(abc, ""), "POST /a/1\nContent-Type: multipart/form-data\n\nx", "", "form", "RFC 2046 section 5.1: the type names the boundary"},
		{with(abc, ""), "POST /a/1\nContent-Type: multipart/form-data; boundary=xyz\n\nx", "", "form", "RFC 2046 section 5.1.1: the boundary is in the body"},
		{with("{type: object}", ""), "POST /a/1\nContent-Type: multipart/form-data; boundary=xyz\n\n--xyz--\r\n", "", "", "a form without fields"},
		{with(abc, ""), "POST /a/1\nContent-Type: multipart/form-data; boundary=xyz\n\n", "", "required", "no body at all"},
		{asked + "multipart/mixed: {schema: " + abc + "}}}}", "POST /a/1\nContent-Type: multipart/mixed; boundary=xyz\n\nx", "", "request not validated", "its parts have no names"},
	})
}
