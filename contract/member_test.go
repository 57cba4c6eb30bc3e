package contract

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
)

// TestValidatedMembers: a body has the same members, however it was read, and its
// value is of the types that are told of.
func TestValidatedMembers(t *testing.T) {
	const document = `{openapi: 3.0.3, info: {title: t, version: v}, paths: {/a: {post: {operationId: a, requestBody: {required: true, content: {application/json: {schema: {type: %s,
  properties: {a: {type: string}, b: {}}}}}}, responses: {"204": {description: d}}}}}}`
	tests := []struct {
		name, kind, body string
		want             any
		wantMember       any
		reason           string
	}{
		{"texts", "object", `{"a":"x","c":"y"}`, map[string]any{"a": "x", "c": "y"}, "x", "read by the short way"},
		{"an escape", "object", `{"a":"\u0078"}`, map[string]any{"a": "x"}, "x", "read by the decoder"},
		{"no such member", "object", `{"c":"y"}`, map[string]any{"c": "y"}, nil, "one that is not required"},
		{"no object", "array, items: {type: string}", `["a"]`, []any{"a"}, nil, "it has no members"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Load([]byte(strings.Replace(document, "%s", tt.kind, 1)))
			if err != nil || tt.reason == "" {
				t.Fatalf("a wrong row: %v, reason: %s", err, tt.reason)
			}
			called := false
			h := c.Middleware()(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				called = true
				if got := BodyValue(r); !reflect.DeepEqual(got, tt.want) {
					t.Errorf("BodyValue() = %#v, want %#v\nreason: %s", got, tt.want, tt.reason)
				}
				members := r.Body.(*Body).ValidatedMembers()
				want, isObject := tt.want.(map[string]any)
				if members == nil {
					if isObject {
						t.Errorf("there are no members\nreason: %s", tt.reason)
					}
					return
				}
				if got, given := members.Member("a"); got != tt.wantMember || given != (tt.wantMember != nil) || !reflect.DeepEqual(members.Object(), want) {
					t.Errorf("a is %v, %t, of %v; want %v\nreason: %s", got, given, members.Object(), tt.wantMember, tt.reason)
				}
			}))
			r := httptest.NewRequest("POST", "/a", strings.NewReader(tt.body))
			r.Header.Set("Content-Type", "application/json")
			if h.ServeHTTP(httptest.NewRecorder(), r); !called {
				t.Error("the request is refused")
			}
		})
	}
}
