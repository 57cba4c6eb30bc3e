package check

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// A listener answers every request with the same, and writes down what it was
// sent.
type listener struct {
	mu     sync.Mutex
	quiet  bool // write nothing down
	number int
	heard  func(number int) // nil: nobody does
	sent   []string
}

// RoundTrip implements [http.RoundTripper].
func (l *listener) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.number++
	if l.heard != nil {
		l.heard(l.number)
	}
	if !l.quiet {
		var b bytes.Buffer
		fmt.Fprintf(&b, "%s %s\n", r.Method, r.URL.RequestURI())
		if err := r.Header.Write(&b); err != nil {
			return nil, err
		}
		b.Write(body)
		l.sent = append(l.sent, b.String())
	}
	h := http.Header{"Content-Type": {"application/json"}}
	return &http.Response{StatusCode: 200, Header: h, Body: io.NopCloser(strings.NewReader(`{"id":"a"}`))}, nil
}

const manyMembers = `
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /a/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer, minimum: 1, maximum: 1000000}}
      - {name: n, in: query, examples: {x: {value: 1}, y: {value: 2}, z: {value: 3}}, schema: {type: integer, minimum: 1, maximum: 9}}
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [n]
              properties:
                n: {type: number, minimum: 1, maximum: 9, multipleOf: 0.5}
                m: {type: integer, minimum: -5, maximum: 5}
                a: {type: array, minItems: 1, maxItems: 3, items: {oneOf: [{type: string, enum: [x, y]}, {type: integer, minimum: 3, maximum: 4}]}}
            examples: {x: {value: {n: 1}}, y: {value: {n: 2}}, z: {value: {n: 3, a: [x]}}}
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}
        '4XX': {description: d}
`

// selfReferring is a document with a schema of n properties that lead to it
// again.
func selfReferring(n int) []byte {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "        p%d: {$ref: '#/components/schemas/S'}\n", i)
	}
	return document(1, "    S:\n      type: object\n      properties:\n"+b.String())
}

// meshed is one with n schemas, each of which leads to all others.
func meshed(n int) []byte {
	var b strings.Builder
	for i := range n {
		name := fmt.Sprintf("S%d", i)
		if i == 0 {
			name = "S"
		}
		fmt.Fprintf(&b, "    %s:\n      type: object\n      properties:\n", name)
		for j := range n {
			if j != i && j > 0 {
				fmt.Fprintf(&b, "        p%d: {$ref: '#/components/schemas/S%d'}\n", j, j)
			}
		}
	}
	return document(1, b.String())
}

// wide is a schema of n properties that are any text.
func wide(n int) string {
	var b strings.Builder
	b.WriteString("    S:\n      type: object\n      properties:\n")
	for i := range n {
		fmt.Fprintf(&b, "        t%d: {type: string}\n", i)
	}
	return b.String()
}

// document has n paths whose POST takes the schema S.
func document(n int, schemas string) []byte {
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths:\n")
	for i := range n {
		fmt.Fprintf(&b, "  /a%d:\n    post:\n      operationId: op%d\n      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}\n", i, i)
		b.WriteString("      responses: {'200': {description: d}, '4XX': {description: d}}\n")
	}
	return []byte(b.String() + "components:\n  schemas:\n" + schemas)
}

// thing is a schema as they are met, with eleven properties.
const thing = `    S:
      type: object
      required: [name, kind]
      properties:
        name: {type: string, minLength: 1, maxLength: 40}
        kind: {type: string, enum: [a, b, c]}
        count: {type: integer, minimum: 0, maximum: 100}
        price: {type: number, minimum: 0}
        when: {type: string, format: date-time}
        owner: {$ref: '#/components/schemas/Owner'}
        parts: {type: array, items: {$ref: '#/components/schemas/Owner'}}
        parent: {$ref: '#/components/schemas/S'}
        open: {type: boolean}
        note: {type: string, nullable: true}
    Owner:
      type: object
      properties:
        id: {type: string, format: uuid}
        mail: {type: string, format: email}
        tags: {type: array, items: {type: string}}
`
