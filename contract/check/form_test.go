package check

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestFormBody: which of the bodies that an operation takes is written as a form.
func TestFormBody(t *testing.T) {
	text := &openapi3.MediaType{Schema: openapi3.NewStringSchema().NewRef()}
	tests := []struct {
		name    string
		content openapi3.Content
		want    string
		reason  string
	}{
		{"a text", openapi3.Content{"text/plain; charset=utf-8": text}, "text/plain; charset=utf-8", "with its parameters"},
		{"the first", openapi3.Content{"text/plain": text, "multipart/form-data": text}, "multipart/form-data", "one is enough"},
		{"another one", openapi3.Content{"image/png": text}, "", "neither a form nor a text"},
		{"no name", openapi3.Content{"text/": text, "text/plain": text}, "text/plain", "the first cannot be read"},
		{"nothing", openapi3.Content{"multipart/form-data": nil, "text/plain": text}, "text/plain", "the first says nothing"},
		{"no schema", openapi3.Content{"multipart/form-data": {}, "text/plain": text}, "text/plain", "what is valid as the first is not known"},
	}
	for _, tt := range tests {
		got := ""
		if f := formBody(tt.content); f != nil {
			got = f.name
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q\nreason: %s", tt.name, got, tt.want, tt.reason)
		}
	}
}

// TestEncodings: how the document wants fields and parts to be written.
func TestEncodings(t *testing.T) {
	const part = "--profilestatus-check-boundary\r\nContent-Disposition: form-data; name=\"a\""
	const end = "\r\n--profilestatus-check-boundary--\r\n"
	tests := []struct {
		mediaType, schema, encoding, value, want, reason string
	}{
		{"application/x-www-form-urlencoded", `{}`, `{"a":{"style":"pipeDelimited","explode":false}}`, `{"a":["x","y"]}`, "a=x%7Cy", "bars"},
		{"application/x-www-form-urlencoded", `{}`, `{"a":{"style":"deepObject","explode":true}}`, `{"a":{"x":"y"}}`, "a%5Bx%5D=y", "one field for each property"},
		{"application/x-www-form-urlencoded", `{"properties":{"a":{"type":"object"}}}`, `{"a":{"contentType":"application/json"}}`, `{"a":{"x":"y"}}`, "a=%7B%22x%22%3A%22y%22%7D", "an encoding that names no style"},
		{"multipart/form-data", `{}`, `{}`, `{"a":"x"}`, part + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nx" + end, "a text"},
		{"multipart/form-data", `{"properties":{"a":{"type":"string","format":"byte"}}}`, `{}`, `{"a":"eA=="}`, part + "; filename=\"file\"\r\nContent-Type: application/octet-stream\r\n\r\neA==" + end, "bytes are a file"},
		{"multipart/form-data", `{}`, `{"a":{"contentType":"image/png"}}`, `{"a":"x"}`, part + "\r\nContent-Type: image/png\r\n\r\nx" + end, "as the document says"},
		{"multipart/form-data", `{}`, `{"a":{"contentType":"image/*"}}`, `{"a":"x"}`, part + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nx" + end, "no media type, but a pattern of some"},
		{"multipart/form-data", `{}`, `{"a":{"contentType":""}}`, `{"a":"x"}`, part + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nx" + end, "it says nothing"},
		{"multipart/form-data", `{}`, `{}`, `{"a":["x",null]}`, "", "an item that is nothing"},
		{"text/plain", `{}`, `{}`, `""`, "", "an empty text is no body"},
	}
	for _, tt := range tests {
		media := &openapi3.MediaType{}
		if err := json.Unmarshal([]byte(`{"schema":`+tt.schema+`,"encoding":`+tt.encoding+`}`), media); err != nil {
			t.Fatal(err)
		}
		body, _, ok := formBody(openapi3.Content{tt.mediaType: media}).write(decode([]byte(tt.value)))
		if got := string(body); ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("%s with %s is written as %q, %t, want %q\nreason: %s", tt.value, tt.encoding, got, ok, strings.TrimSpace(tt.want), tt.reason)
		}
	}
}
