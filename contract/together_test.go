package contract_test

import (
	"net/http"
	"testing"

	"profilestatus.example/contract"
)

// TestRefusedWarning holds which refusals of a valid request break the contract.
func TestRefusedWarning(t *testing.T) {
	const document = `
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /a:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses: {'200': {description: d}, '400': {description: d}, '405': {description: d}, '415': {description: d}, '422': {description: d}}
`
	tests := []struct {
		status          int
		graph           bool
		broken, warning bool
		reason          string
	}{
		{200, false, false, false, "it was taken"},
		{422, false, false, true, "the name may be taken, which no schema can say"},
		{400, false, false, true, "so says a server that knows no other status"},
		{405, false, true, false, "no value is a reason for refusing the method"},
		{415, false, true, false, "nor for refusing the media type"},
		{400, true, true, false, "documents of this profile state all of their reasons"},
		{422, true, true, false, "the same by another status"},
	}
	for _, tt := range tests {
		text := document
		if tt.graph {
			text += "x-contract-profile: graph\n"
		}
		c, err := contract.Load([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		v := c.Exchange(&contract.Exchange{
			Method: "POST", Target: "/a", RequestBody: []byte(`{"name":"x"}`), RequestHeader: http.Header{"Content-Type": {"application/json"}},
			Status: tt.status, ResponseHeader: http.Header{"Allow": {"POST"}},
		})
		var warned bool
		for _, found := range v.Violations {
			warned = warned || found.Rule == "refused" && found.Warning
		}
		if v.Broke(contract.InResponse) != tt.broken || warned != tt.warning {
			t.Errorf("%d, graph %v: %v, want broken %v and warning %v\nreason: %s", tt.status, tt.graph, v.Violations, tt.broken, tt.warning, tt.reason)
		}
	}
}
