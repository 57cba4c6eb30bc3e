package check

import (
	"encoding/json"
	"net/http"
	"testing"

	"profilestatus.example/contract"
)

// linkDocument has a path for expressions to read.
const linkDocument = `
openapi: 3.0.3
info: {title: t, version: v}
servers: [{url: /v1}]
paths:
  /a/{b}/c.{d}: {get: {operationId: a, responses: {'200': {description: d}}}}
`

func newExpressions(t testing.TB) (*checker, *testCase, *result) {
	t.Helper()
	k, err := start(Config{Base: "http://e.test/gateway", Document: []byte(linkDocument), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	p := &testCase{method: http.MethodGet, path: "/v1/a/x%20y/c.z", query: "q=1&empty=&n.m=2", header: http.Header{"X-A": {"7"}}, body: []byte(`{"a":{"b":[1,"two"]},"d~/e":true}`)}
	r := &result{id: 5, Exchange: &contract.Exchange{Status: 201, ResponseHeader: http.Header{"X-Id": {"9"}}, ResponseBody: []byte(`{"id":17,"list":[{"id":"x"}],"none":null}`)}}
	return k, p, r
}

func TestExpressions(t *testing.T) {
	k, p, r := newExpressions(t)
	tests := []struct {
		said   any
		want   any // nil: it has no value
		by     string
		reason string
	}{
		{"$url", "http://e.test/gateway/a/x%20y/c.z?q=1&empty=&n.m=2", "", "the URL that was sent to"},
		{"$method", "GET", "", "of the request"},
		{"$statusCode", json.Number("201"), "", "a number"},
		{"$request.path.b", "x y", "", "decoded"},
		{"$request.path.d", "z", "", "a part of a segment"},
		{"$request.path.nosuch", nil, "", "the template has no such variable"},
		{"$request.query.q", "1", "", "one parameter"},
		{"$request.query.n.m", "2", "", "a name may have a dot"},
		{"$request.query.empty", nil, "", "nothing was sent"},
		{"$request.header.x-a", "7", "", "names ignore case"},
		{"$request.body", map[string]any{"a": map[string]any{"b": []any{json.Number("1"), "two"}}, "d~/e": true}, "", "all of it"},
		{"$request.body#/a/b/1", "two", "", "an item"},
		{"$request.body#/a/b/2", nil, "", "beyond the end"},
		{"$request.body#/a/b/x", nil, "", "no index"},
		{"$request.body#/a/b/-1", nil, "", "no index either"},
		{"$request.body#/d~0~1e", true, "", "an escaped name"},
		{"$request.body#a", nil, "", "no JSON pointer"},
		{"$response.header.X-Id", "9", "header/X-Id", "told by the answer"},
		{"$response.header.Location", nil, "", "there is none"},
		{"$response.body#/id", json.Number("17"), "/id", "a number stays one"},
		{"$response.body#/list/0/id", "x", "/list/0/id", "in a list"},
		{"$response.body#/id/x", nil, "", "a number holds nothing"},
		{"$response.body#/none", nil, "", "null is no value"},
		{"$response.query.q", nil, "", "an answer has no query"},
		{"$session.id", nil, "", "no such source"},
		{"$request.", nil, "", "half an expression"},
		{"n{$response.body#/id}-{$request.query.q}", "n17-1", "/id", "expressions in a text"},
		{"{$response.body#/nosuch}", nil, "", "one of them has no value"},
		{"{$response.body#/id", "17", "/id", "a brace that was forgotten"},
		{"plain {text}", "plain {text}", "", "no expression"},
		{json.Number("5"), json.Number("5"), "", "a constant"},
		{map[string]any{"a": true}, map[string]any{"a": true}, "", "a constant that is no text"},
	}
	for _, tt := range tests {
		f, ok := k.fact(tt.said, p, r)
		if ok != (tt.want != nil) || ok && string(encode(f.value)) != string(encode(tt.want)) {
			t.Errorf("%v is %v, %v, want %v\nreason: %s", tt.said, f.value, ok, tt.want, tt.reason)
		}
		by, from := "", 0
		for _, part := range f.parts {
			if part.By != "" {
				by, from = part.By, part.From
			}
		}
		if ok && (by != tt.by || by != "" && from != 5) {
			t.Errorf("%v was told by %q of %d, want %q\nreason: %s", tt.said, by, from, tt.by, tt.reason)
		}
	}
}

// FuzzExpression evaluates what documents may hold.
func FuzzExpression(f *testing.F) {
	k, p, r := newExpressions(f)
	for _, said := range []string{"$response.body#/id", "{$url}{$", "$request.body#/a~2/0", "$request.path.", "}{$}"} {
		f.Add(said, `{"id":[1]}`)
	}
	f.Fuzz(func(t *testing.T, said, body string) {
		r := &result{id: r.id, Exchange: &contract.Exchange{Status: 200, ResponseHeader: r.ResponseHeader, ResponseBody: []byte(body)}}
		got, ok := k.fact(said, p, r)
		if ok && got.value == nil {
			t.Errorf("%q has no value, and is said to have one", said)
		}
		if text, isText := got.value.(string); ok && isText && got.text() != text {
			t.Errorf("%q is %q, and its parts are %q", said, text, got.text())
		}
	})
}
