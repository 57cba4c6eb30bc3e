package contract_test

import (
	"testing"

	"profilestatus.example/contract"
)

// FuzzForms reads forms, and never panics.
func FuzzForms(f *testing.F) {
	c, err := contract.Load([]byte(`
openapi: 3.0.4
info: {title: t, version: v}
paths:
  /a:
    post:
      parameters:
        - {name: d, in: query, style: deepObject, schema: {$ref: '#/components/schemas/Tree'}}
        - {name: o, in: query, schema: {$ref: '#/components/schemas/Tree'}}
      requestBody:
        content:
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Tree'}, encoding: {next: {style: deepObject}, l: {style: pipeDelimited}}}
          multipart/form-data: {schema: {$ref: '#/components/schemas/Tree'}}
      responses: {default: {description: d}}
components:
  schemas:
    Tree: {type: object, properties: {n: {type: integer, maximum: 5}, l: {type: array, items: {$ref: '#/components/schemas/Tree'}}, next: {$ref: '#/components/schemas/Tree'}}, additionalProperties: {type: integer}}
`))
	if err != nil {
		f.Fatal(err)
	}
	f.Add("n=1&l=a|b&next[next][n]=2&next[l][][n]=%7B%7D", false)
	f.Add("d[n]=1&d[][]=2&d[=3&d]=4&=&&%00", false)
	f.Add("--x\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=l\r\nContent-Type: application/json\r\n\r\n[{}]\r\n--x--", true)
	f.Fuzz(func(t *testing.T, body string, parts bool) {
		contentType := "application/x-www-form-urlencoded"
		if parts {
			contentType = "multipart/form-data; boundary=x"
		}
		r := request("POST", contentType)
		r.URL.RawQuery = body
		call, err := c.Find("POST", "/a")
		if err != nil {
			t.Fatal(err)
		}
		_, found := call.Request(r, []byte(body))
		checkTexts(t, found)
	})
}
