package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/contract"
)

func TestExchange(t *testing.T) {
	const uuid = "019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11"
	const valid = `{"status":"success",` + when + `}`
	failure := func(code string) string {
		return `{"error":{"code":"` + code + `","message":"m","innerError":{"date":"2026-11-23T10:00:00","request-id":"` + uuid + `","client-request-id":"c"}}}`
	}
	sides := func(v contract.Verdict) []string {
		var got []string
		for _, found := range v.Violations {
			got = append(got, string(found.Side)+" "+found.Rule)
		}
		return got
	}
	tests := []struct {
		name, method, target, body string
		encoding                   string
		status                     int
		answer                     string
		want                       []string
		reason                     string
	}{
		{"right", "POST", statusPath, valid, "", 201, created, nil, "both sides keep the contract"},
		{"accepted", "POST", statusPath, `{}`, "", 201, created, []string{"request required", "request required", "response accepted"}, "the server took what it must not"},
		{"refused rightly", "POST", statusPath, `[]`, "", 400, failure("BadRequest"), []string{"request type"}, "only the client is to blame"},
		{"refused wrongly", "POST", statusPath, valid, "", 400, failure("BadRequest"), []string{"response refused"}, "only the server is to blame"},
		{"conflict", "POST", statusPath, valid, "", 409, failure("Conflict"), nil, "a good request may meet a state that forbids it"},
		{"busy", "POST", statusPath, valid, "", 503, failure("ServiceUnavailable"), nil, "a wait is no failure"},
		{"failure", "POST", statusPath, valid, "", 500, failure("InternalServerError"), []string{"response serverError"}, "documented, and still not right"},
		{"unknown status", "POST", statusPath, valid, "", 418, "", []string{"response status"}, "the document lists every status"},
		{"both", "POST", statusPath, `{`, "", 502, "", []string{"request json", "response status", "response serverError"}, "all is reported"},
		{"too large", "POST", statusPath, valid, "", 413, failure("RequestEntityTooLarge"), nil, "the document cannot say how large is too large"},
		{"unknown cursor", "GET", historyPath + "?$skiptoken=abc", "", "", 400, failure("BadRequest"), nil, "only the server knows which ones it made"},
		{"no path", "GET", "/v1.0/x", "", "", 404, failure("ResourceNotFound"), []string{"request path"}, "404 is right"},
		{"no path taken", "GET", "/v1.0/x", "", "", 200, "", []string{"request path", "response accepted"}, "something answered that is not of the contract"},
		{"no method", "PUT", statusPath, valid, "", 405, failure("MethodNotAllowed"), []string{"request method"}, "405 is right"},
		{"query", "GET", historyPath + "?$top=0", "", "", 400, failure("BadRequest"), []string{"request minimum"}, "the query is part of the request"},
		{"no credentials", "POST", statusPath, valid, "", 401, failure("InvalidAuthenticationToken"), []string{"request authorization"}, "the document asks for them"},
		{"unknown encoding", "POST", statusPath, valid, "br", 415, failure("UnsupportedMediaType"), []string{"request encoding"}, "only gzip is read"},
		{"said to be gzip", "POST", statusPath, valid, "gzip", 201, created, nil, "taken as it is"},
		{"broken gzip", "POST", statusPath, "\x1f\x8b\x08", "gzip", 400, failure("BadRequest"), []string{"request encoding"}, "it cannot be decompressed"},
	}
	c := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := &contract.Exchange{
				Method: tt.method, Target: tt.target, RequestBody: []byte(tt.body), RequestHeader: http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer t"}},
				Status: tt.status, ResponseBody: []byte(tt.answer), ResponseHeader: http.Header{
					"Content-Type": {"application/json"}, "Request-Id": {uuid}, "Client-Request-Id": {"c"},
					"Date": {"Mon, 23 Nov 2026 10:00:00 GMT"}, "Cache-Control": {"no-store"}, "Location": {"/x"}, "Retry-After": {"1"},
				},
			}
			if tt.status == 401 {
				x.RequestHeader.Del("Authorization")
				x.ResponseHeader.Set("WWW-Authenticate", "Bearer")
			}
			if tt.status == 405 {
				x.ResponseHeader.Set("Allow", "GET")
			}
			if tt.encoding != "" {
				x.RequestHeader.Set("Content-Encoding", tt.encoding)
			}
			v := c.Exchange(x)
			if diff := cmp.Diff(tt.want, sides(v)); diff != "" {
				t.Errorf("Exchange() (-want +got):\n%s\n%v\nreason: %s", diff, v.Violations, tt.reason)
			}
			if got, want := v.Broke(contract.InRequest), strings.Contains(strings.Join(tt.want, " "), "request"); got != want {
				t.Errorf("Broke(InRequest) = %t, want %t", got, want)
			}
		})
	}
}

// TestCut: of a body that is not known whole, what it holds is not told.
func TestCut(t *testing.T) {
	const form = "content: {application/x-www-form-urlencoded: {schema: {type: object, required: [a], properties: {a: {type: string}}}}, text/plain: {schema: {type: string}}}}, responses: {'204': {description: d}, '404': {description: d}}}"
	c, err := contract.Load([]byte("openapi: 3.0.4\ninfo: {title: t, version: v}\npaths: {/a: {post: {requestBody: {required: true, "+form+", put: {requestBody: {"+form+"}}\n"), contract.Graph())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		request, response string
		cut               bool
		limit             int64
		want, reason      string
	}{
		{"POST /a\nContent-Type: application/x-www-form-urlencoded", "204", true, 100, "request not validated", "a property may stand behind the cut"},
		{"POST /a\nContent-Type: application/x-www-form-urlencoded", "204", false, 100, "required, response accepted status", "nothing is cut"},
		{"POST /a\nContent-Type: text/html", "204", true, 100, "mediaType header/Content-Type, response accepted status, request not validated", "there is a body, of the wrong type"},
		{"PUT /a\nContent-Type: text/html", "204", true, 100, "mediaType header/Content-Type, response accepted status, request not validated", "also where there need not be any"},
		{"PUT /a\nContent-Type: text/html", "204", false, 100, "", "as here there is not"},
		{"POST /a\nContent-Type: text/plain\n\n&&&&", "204", false, 48, "", "only in forms an ampersand separates"},
		{"POST /a\nContent-Type: application/x-www-form-urlencoded\n\na=&&&", "204", false, 48, "request not validated", "more fields than 48 bytes of memory hold"},
		{"POST /a\nContent-Type: text/plain\n\nx", "404\n\nx", true, 100, "response body, request not validated, response not validated", "there must not be any of it"},
	} {
		x := exchangeOf(tt.request, tt.response)
		x.RequestCut, x.ResponseCut = tt.cut, tt.cut && len(x.ResponseBody) > 0
		if got := summary(c.ExchangeWithin(x, contract.Limits{Request: tt.limit, Response: tt.limit})); got != tt.want {
			t.Errorf("%q, %q: %s, want %s\nreason: %s", tt.request, tt.response, got, tt.want, tt.reason)
		}
	}
}
