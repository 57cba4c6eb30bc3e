package journal_test

import (
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// TestCompressedAnswers: what is said of no single answer is validated in
// compressed ones, too, within the limits.
func TestCompressedAnswers(t *testing.T) {
	c, err := contract.Load([]byte(`openapi: 3.0.3
info: {title: t, version: v}
paths:
  /a:
    get:
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object, properties: {a: {type: integer}}}}}}
        '404': {description: d, content: {application/json: {schema: {type: object, required: [error], properties: {error: {type: string}}}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	const more = `{"a":1,"extra":1}`
	tests := []struct {
		name, body, encoding string
		status               int
		want                 string
		cut                  bool
		reason               string
	}{
		{"as it is", more, "", 200, "response unknownProperty", false, "no encoding hides it"},
		{"gzip", compress(t, more), "gzip", 200, "response unknownProperty", false, "it is decompressed"},
		{"too large", compress(t, more+strings.Repeat(" ", 1<<20)), "gzip", 200, "", true, "no more than the limit is decompressed"},
		{"another encoding", more, "br", 200, "", true, "nobody here knows it"},
		{"not compressed", more, "gzip", 200, "response encoding", false, "that is said once"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j, err := journal.New(c)
			if err != nil {
				t.Fatal(err)
			}
			h := http.Header{"Content-Type": {"application/json"}}
			if tt.encoding != "" {
				h.Set("Content-Encoding", tt.encoding)
			}
			v, _ := j.Record(&journal.Observation{Exchange: contract.Exchange{Method: "GET", Target: "/a", Status: tt.status, ResponseHeader: h, ResponseBody: []byte(tt.body)}})
			if got := strings.Join(rules(v), ", "); got != tt.want || v.ResponseCut != tt.cut {
				t.Errorf("found %q, cut: %t, want %q, %t\nreason: %s", got, v.ResponseCut, tt.want, tt.cut, tt.reason)
			}
		})
	}
}

// TestCompressedError: an error that is not documented has to look like those
// that are, also where it is compressed.
func TestCompressedError(t *testing.T) {
	j, o := open(t), create()
	o.Status, o.ResponseBody = 418, []byte(compress(t, `{"detail":"no"}`))
	o.ResponseHeader.Set("Content-Encoding", "gzip")
	v, _ := j.Record(o)
	if got, want := strings.Join(rules(v), ", "), "response status, response additionalProperties, response required"; got != want {
		t.Errorf("found %q, want %q", got, want)
	}
}
