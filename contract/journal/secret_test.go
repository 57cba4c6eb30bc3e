package journal_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

func TestSecrets(t *testing.T) {
	j, o := open(t), create()
	o.Target += "?access_token=s3cret&$top=1"
	for _, name := range []string{"Cookie", "X-Api-Key", "X-Auth-Token", "Proxy-Authorization", "Ocp-Apim-Subscription-Key"} {
		o.RequestHeader.Set(name, "s3cret")
	}
	o.RequestHeader.Set("Authorization", "Bearer s3cret")
	o.ResponseHeader.Set("Set-Cookie", "a=s3cret")
	j.Record(o)
	unreadable := create()
	unreadable.Target += "?access_token=s3cret&%zz"
	j.Record(unreadable)
	var text strings.Builder
	if err := j.WriteJSON(&text, ""); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text.String(), "s3cret") {
		t.Errorf("a secret is in the journal:\n%s", &text)
	}
	e := j.Entries("")[0]
	if got := e.RequestHeader.Get("Authorization"); got != "Bearer [redacted]" {
		t.Errorf("Authorization = %q, want the scheme to be kept", got)
	}
	if !strings.HasSuffix(e.Target, "?access_token=[redacted]&$top=[redacted]") || o.RequestHeader.Get("Cookie") != "s3cret" {
		t.Errorf("target %q, or the observation was changed: %v", e.Target, o.RequestHeader)
	}
}

// TestSecretParameters is about documents that declare a credential as a
// parameter, so that violations quote it.
func TestSecretParameters(t *testing.T) {
	const text = `{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"parameters":[
		{"name":"X-Api-Key","in":"header","schema":{"type":"string","maxLength":1}},
		{"name":"sid","in":"cookie","schema":{"type":"string","maxLength":1}},
		{"name":"api_key","in":"query","schema":{"type":"string","maxLength":1}}],"responses":{"204":{"description":"d"}}}}}}`
	c, err := contract.Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.New(c)
	if err != nil {
		t.Fatal(err)
	}
	v, _ := j.Record(&journal.Observation{Exchange: contract.Exchange{Method: "GET", Target: "/a?api_key=s3cret", Status: 204,
		RequestHeader: http.Header{"X-Api-Key": {"s3cret"}, "Cookie": {"sid=s3cret"}}}})
	if got := fmt.Sprint(v); len(v.Violations) != 4 || strings.Contains(got, "s3cret") {
		t.Errorf("Record() = %s, want 4 violations without the value", got)
	}
}
