package contract_test

import (
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestExchangeWithin: what is larger than a limit, compressed or not, is not
// validated.
func TestExchangeWithin(t *testing.T) {
	c, err := contract.Load([]byte(`
openapi: 3.0.4
info: {title: t, version: v}
paths:
  /a:
    post:
      requestBody: {content: {application/json: {schema: {type: string}}, application/x-www-form-urlencoded: {schema: {type: object}}, text/plain: {schema: {type: string, pattern: ^b}}}}
      responses: {default: {description: d, content: {application/json: {schema: {type: integer}}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	long := func(n int) string { return `"` + strings.Repeat("x", n-2) + `"` }
	const json, gz = "Content-Type: application/json", "\nContent-Encoding: gzip"
	tests := []struct {
		request, response string
		limit             int64
		want              string
		reason            string
	}{
		{json + "\n\n" + long(50), "", 50, "", "as long as the limit"},
		{json + "\n\n" + long(51), "", 50, "request not validated", "one more"},
		{json + gz + "\n\n" + gzipped(t, long(300)), "", 300, "", "what counts is decompressed"},
		{json + gz + "\n\n" + gzipped(t, long(301)), "", 300, "request not validated", "one more"},
		{json + gz + "\n\n" + gzipped(t, "1"), "", 10, "request not validated", "nor may more be sent"},
		{json + "\n\n" + "[" + strings.Repeat("1,", 99) + "1]", "", 480, "request not validated", "a value takes more than its text does"},
		{json + "\n\n" + long(480), "", 480, "", "a text is one value"},
		{"Content-Type: text/plain\n\n" + strings.Repeat(",", 480), "", 480, "pattern", "commas of a text are no values"},
		{"Content-Type: application/x-www-form-urlencoded\n\n" + strings.Repeat("a&", 20), "", 480, "", "as many fields as values"},
		{"Content-Type: application/x-www-form-urlencoded\n\n" + strings.Repeat("a&", 21), "", 480, "request not validated", "one more"},
		{json + "\n\n1", json + "\n\n" + long(50), 50, "type, response type", "a response"},
		{json + "\n\n\"1\"", json + "\n\n" + long(51), 50, "response not validated", "one more"},
		{json + "\n\n\"1\"", json + "\nContent-Encoding: ,gzip\n\n" + gzipped(t, "1"), 50, "", "RFC 9110 section 5.6.1: an empty member of a list says nothing"},
		{json + "\n\n\"1\"", json + gz + "\n\n", 50, "response json", "an empty body needs no compressing"},
	}
	for _, tt := range tests {
		response := ""
		if tt.response != "" {
			response = "404\n" + tt.response
		}
		v := c.ExchangeWithin(exchangeOf("POST /a\n"+tt.request, response), contract.Limits{Request: tt.limit, Response: tt.limit})
		if got := summary(v); got != tt.want {
			t.Errorf("%.60q, %.60q: %s, want %s\nreason: %s\n%v", tt.request, tt.response, got, tt.want, tt.reason, v.Violations)
		}
	}
}

// TestVerdictNotes: what only the exchange shows is said with its reason.
func TestVerdictNotes(t *testing.T) {
	c, err := contract.Load([]byte(`
openapi: 3.0.4
info: {title: t, version: v}
paths:
  /a:
    post:
      requestBody: {content: {'*/*': {schema: {type: object}}}}
      responses: {default: {description: d, content: {text/plain: {schema: {type: string}}, application/soap+xml: {schema: {type: object}}, text/xml: {schema: {type: object}}, application/geo+json-seq: {schema: {type: object}}, text/plain;x=y: {schema: {type: array}}, 'application/*': {}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ request, response, want, reason string }{
		{"Content-Type: application/xml\n\n<a/>", "200\nContent-Type: text/plain\n\nx", `line 7, column 31: A body of "application/xml" was not validated: it is XML.`, "XML behind a range"},
		{"Content-Type: application/json\nContent-Encoding: zstd\n\nx", "200\nContent-Type: text/plain\n\nx", `A body was not validated: its Content-Encoding "zstd" is not known.`, "an encoding"},
		{"", "200\nContent-Type: text/plain;charset=x\n\nx", `line 8, column 55: A body of "text/plain;charset=x" was not validated: its charset is not known.`, "a charset"},
		{"", "200\nContent-Type: application/soap+xml\n\nx", `line 8, column 93: A body of "application/soap+xml" was not validated: it is XML.`, "XML by its suffix"},
		{"", "200\nContent-Type: text/xml\n\nx", `line 8, column 141: A body of "text/xml" was not validated: it is XML.`, "the older name"},
		{"", "200\nContent-Type: application/geo+json-seq\n\nx", `line 8, column 177: A body of "application/geo+json-seq" was not validated: it is a sequence of values.`, "a sequence by its suffix"},
		{"", "200\nContent-Type: application/pdf\n\nx", "", "nothing is said of it"},
		{"", "200\nContent-Type: application/xml\n\n", "", "nor is there a body"},
		{"Content-Type: application/json\n\n{}", "200\nContent-Type: text/plain\n\nx", "", "all is validated"},
	}
	for _, tt := range tests {
		v := c.Exchange(exchangeOf("POST /a\n"+tt.request, tt.response))
		var got []string
		for _, note := range v.Notes {
			got = append(got, note.String())
		}
		if all := strings.Join(got, "; "); all != tt.want || len(v.Violations) > 0 || (v.RequestCut || v.ResponseCut) != (all != "") {
			t.Errorf("%q %q: %s %v, want %s\nreason: %s", tt.request, tt.response, all, v.Violations, tt.want, tt.reason)
		}
	}
}

// TestTogether: the status of an answer has to be what the request deserves.
func TestTogether(t *testing.T) {
	c, err := contract.Load([]byte(`
openapi: 3.0.4
info: {title: t, version: v}
paths: {/a: {post: {parameters: [{name: NextPage, in: query, schema: {type: string}}], requestBody: {content: {application/json: {schema: {type: integer}}, application/xml: {schema: {type: object}}}}, responses: {default: {description: d}}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	const good, bad, xml = "Content-Type: application/json\n\n1", "Content-Type: application/json\n\nx", "Content-Type: application/xml\n\n<a/>"
	tests := []struct {
		target, request string
		status          string
		want, reason    string
	}{
		{"/a", good, "400", "status: The request keeps the contract and was refused with 400.", "nothing was wrong"},
		{"/a", good, "405\nAllow: POST", "status: The request keeps the contract and was refused with 405.", "the method is offered"},
		{"/a", good, "415", "status: The request keeps the contract and was refused with 415.", "the type is documented"},
		{"/a", good, "422", "status: The request keeps the contract and was refused with 422.", "nothing was wrong"},
		{"/a", "Content-Type: application/json\n\n1.0", "400", "", "OpenAPI 3.0 does not say whether this is an integer"},
		{"/a", good, "404", "", "what is not there"},
		{"/a", good, "409", "", "what is there already"},
		{"/a", good, "500", "status: The server failed with 500.", "a failure"},
		{"/a", good, "503", "", "a wait"},
		{"/a?NextPage=x", good, "400", "", "a cursor may be one that the server did not make"},
		{"/a", "Authorization: a\nAuthorization: b\n" + good, "400", "", "credentials given twice"},
		{"/a", "Content-Encoding: deflate\nContent-Type: application/json\n\n" + zlibbed(t, "1"), "415", "", "an encoding that the server does not read"},
		{"/a", "Content-Encoding: deflate\nContent-Type: application/json\n\n" + zlibbed(t, "1"), "400", "status: The request keeps the contract and was refused with 400.", "which is what 415 is for"},
		{"/a", xml, "400", "", "nobody knows what was in it"},
		{"/a", xml, "422", "", "nobody knows what was in it"},
		{"/a", xml, "415", "status: The request keeps the contract and was refused with 415.", "its type is documented"},
		{"/a", bad, "299", "status: The request breaks the contract and was accepted with 299.", "a success"},
		{"/a", bad, "300", "", "no success"},
	}
	for _, tt := range tests {
		got := ""
		for _, found := range c.Exchange(exchangeOf("POST "+tt.target+"\n"+tt.request, tt.status)).Violations {
			if found.Side == contract.InResponse {
				got += found.String()
			}
		}
		if got != tt.want {
			t.Errorf("%s %q %s: %s, want %s\nreason: %s", tt.target, tt.request, tt.status, got, tt.want, tt.reason)
		}
	}
}

// TestPathsWithQuery: a path that has a query is looked up by the whole target.
func TestPathsWithQuery(t *testing.T) {
	c, err := contract.Load([]byte(`
openapi: 3.0.4
info: {title: t, version: v}
paths:
  /r?x=1: {get: {operationId: one, responses: {default: {description: d}}}}
  /r?x=2: {get: {operationId: two, parameters: [{name: n, in: query, schema: {type: integer}}], responses: {default: {description: d}}}}
  /s: {get: {operationId: s, responses: {default: {description: d}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]string{
		"/r?x=1": "one", "/r?x=2": "two", "/r?x=2&n=1": "two", "/r?x=2&n=x": "two type query/n", "/r?x=2&n=1&m=1": "two",
		"/r?x=3": " path path", "/r?x": " path path", "/r": " path path", "/s?x=1": "s", "/t?x=1": " path path",
	} {
		v := c.Exchange(exchangeOf("GET "+target, ""))
		got := ""
		if v.Operation != nil {
			got = v.Operation.ID
		}
		if s := summary(v); s != "" {
			got += " " + s
		}
		if got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
}

// TestEncodingsOfGraph: its requests are compressed with gzip, or not at all.
func TestEncodingsOfGraph(t *testing.T) {
	const document = `
openapi: 3.0.4
info: {title: t, version: v}
paths: {/a: {post: {requestBody: {content: {application/json: {schema: {type: integer}}}}, responses: {default: {description: d, content: {application/json: {}}}}}}}
`
	const bad = "encoding header/Content-Encoding"
	tests := []struct{ encoding, body, want, graph, reason string }{
		{"gzip", gzipped(t, "1"), "", "", "what all take"},
		{"X-GZip", gzipped(t, "1"), "", "", "in any case"},
		{"gzip", "1", bad, "", "some clients of Graph resend plain bodies so"},
		{"identity", "1", "", bad, "no encoding at all"},
		{"deflate", zlibbed(t, "1"), "", bad, "another one"},
		{"br", "1", "request not validated", bad, "one that is not known"},
		{"gzip, gzip", gzipped(t, gzipped(t, "1")), "", bad, "twice"},
	}
	for _, tt := range tests {
		for profile, want := range map[string]string{"": tt.want, "x-contract-profile: graph\n": tt.graph} {
			c, err := contract.Load([]byte(document + profile))
			if err != nil {
				t.Fatal(err)
			}
			got := summary(c.Exchange(exchangeOf("POST /a\nContent-Type: application/json\nContent-Encoding: "+tt.encoding+"\n\n"+tt.body, "")))
			if got != want {
				t.Errorf("%s, %q: %s, want %s\nreason: %s", tt.encoding, profile, got, want, tt.reason)
			}
		}
	}
}
