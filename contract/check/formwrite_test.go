package check

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestFormWrite: how values are written as forms and texts, and of what type they
// are then; which cannot be.
func TestFormWrite(t *testing.T) {
	const (
		form  = "application/x-www-form-urlencoded"
		multi = "multipart/form-data"
		is    = multi + "; boundary=" + boundary
		plain = "Content-Type: text/plain; charset=utf-8"
		bytes = "filename=\"file\"\nContent-Type: application/octet-stream"
	)
	tests := []struct {
		mediaType, schema, encoding, value string
		typed                              string // "" if it is not written
		parts                              []string
		reason                             string
	}{
		{form, `{}`, `{}`, `{"a":"x y+z","b":1}`, form, []string{"a=x+y%2Bz&b=1"}, "a blank is a plus in a form, and a plus is not"},
		{form + "; charset=utf-8", `{}`, `{}`, `{"a":""}`, form + "; charset=utf-8", []string{"a="}, "as declared; an empty field is one"},
		{form, `{}`, `{}`, `{}`, "", nil, "nothing would be sent"},
		{form, `{}`, `{}`, `["a"]`, "", nil, "no fields"},
		{form, `{}`, `{}`, `{"a":"x","b":null}`, "", nil, "one field cannot be written"},
		{form, `{"properties":{"a":{"type":"object"}}}`, `{}`, `{"a":{"x":1}}`, form, []string{"a=%7B%22x%22%3A1%7D"}, "an object is JSON"},
		{form, `{"properties":{"a":{"type":"array"}}}`, `{}`, `{"a":["x","y"]}`, form, []string{"a=x&a=y"}, "a list is repeated"},
		{form, `{}`, `{"b":{"style":"pipeDelimited","explode":false}}`, `{"a":["x","y"]}`, form, []string{"a=x&a=y"}, "another field is encoded"},
		{"text/plain; charset=utf-8", `{}`, `{}`, `"x"`, "text/plain; charset=utf-8", []string{"x"}, "as declared"},
		{"text/plain", `{}`, `{}`, `12`, "text/plain", []string{"12"}, "a number is a text, too"},
		{"text/plain", `{}`, `{}`, `{}`, "", nil, "an object is none"},
		{multi, `{}`, `{}`, `{"a":1,"b":"x"}`, is, []string{"name=\"a\"\n" + plain + "\n\n1\n", "name=\"b\"\n" + plain + "\n\nx\n"}, "one part for each"},
		{multi, `{}`, `{}`, `{"a":["x","y"]}`, is, []string{"\n\nx\n", "\n\ny\n"}, "one part for each item"},
		{multi, `{}`, `{}`, `{"a":{"x":1}}`, is, []string{"name=\"a\"\nContent-Type: application/json\n\n{\"x\":1}\n"}, "an object is JSON"},
		{multi, `{"properties":{"a":{"type":"string"}}}`, `{}`, `{"a":{"x":1}}`, "", nil, "it would be a text, as asked for"},
		{multi, `{"properties":{"a":{"type":"array","items":{"type":"string"}}}}`, `{}`, `{"a":[{"x":1}]}`, "", nil, "so would one in a list"},
		{multi, `{"properties":{"a":{"type":"string"}}}`, `{"a":{"contentType":"application/json"}}`, `{"a":{"x":1}}`, is, []string{"Content-Type: application/json\n\n{\"x\":1}\n"}, "the document says that it is JSON"},
		{multi, `{"properties":{"a":{"type":"integer"}}}`, `{}`, `{"a":{"x":1}}`, is, []string{plain + "\n\n{\"x\":1}\n"}, "it is no number, and no JSON"},
		{multi, `{"properties":{"a":{"type":"string","format":"binary"}}}`, `{}`, `{"a":"x"}`, is, []string{bytes}, "bytes are a file"},
		{multi, `{"properties":{"a":{"type":"array","items":{"type":"string","format":"binary"}}}}`, `{}`, `{"a":["x"]}`, is, []string{bytes}, "so are those in a list"},
		{multi, `{"properties":{"a":{"type":"string","format":"date"}}}`, `{}`, `{"a":"x"}`, is, []string{"name=\"a\"\n" + plain}, "another format is a text"},
		{multi, `{}`, `{"a":{"contentType":"image/png, image/gif"}}`, `{"a":"x"}`, is, []string{plain}, "a choice of two is none"},
		{multi, `{}`, `{}`, `{}`, "", nil, "no part would be sent"},
		{multi, `{}`, `{}`, `["a"]`, "", nil, "no names"},
		{multi, `{}`, `{}`, `{"a":null}`, "", nil, "null is nothing"},
		{multi, `{}`, `{}`, `{"a\"b":"x"}`, "", nil, "a quote would end the name"},
		{multi, `{}`, `{}`, `{"a\\b":"x"}`, "", nil, "readers differ in what a backslash is"},
		{multi, `{}`, `{}`, `{"a\nb":"x"}`, "", nil, "a line would end the header"},
		{multi, `{}`, `{}`, `{"a":[]}`, is, []string{"--" + boundary + "--"}, "a list of nothing has no part"},
	}
	for _, tt := range tests {
		media := &openapi3.MediaType{}
		if err := json.Unmarshal([]byte(`{"schema":`+tt.schema+`,"encoding":`+tt.encoding+`}`), media); err != nil {
			t.Fatal(err)
		}
		body, typed, ok := formBody(openapi3.Content{tt.mediaType: media}).write(decode([]byte(tt.value)))
		if ok != (tt.typed != "") || ok && typed != tt.typed {
			t.Errorf("%s of %s is written as %q, %t, want %q\nreason: %s", tt.value, tt.mediaType, typed, ok, tt.typed, tt.reason)
		}
		text := strings.ReplaceAll(string(body), "\r\n", "\n")
		if strings.HasPrefix(tt.mediaType, multi) {
			if n := strings.Count(text, "Content-Disposition"); ok && tt.value != `{"a":[]}` && n != len(tt.parts) {
				t.Errorf("%s has %d parts, want %d\nreason: %s", tt.value, n, len(tt.parts), tt.reason)
			}
		} else if ok && text != tt.parts[0] {
			t.Errorf("%s is written as %q, want %q\nreason: %s", tt.value, text, tt.parts[0], tt.reason)
		}
		for _, part := range tt.parts {
			if !strings.Contains(text, part) {
				t.Errorf("%s is written as %q, want %q in it\nreason: %s", tt.value, text, part, tt.reason)
			}
		}
	}
}
