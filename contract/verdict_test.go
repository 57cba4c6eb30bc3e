package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// A verdictRow is an exchange and the rules that it breaks.
type verdictRow struct {
	operation string // in YAML, what the document says of the method on /a/{p}
	request   string // method, target and headers, a line each, an empty line, and the body
	response  string // status and headers, a line each, an empty line, and the body; "" is none
	want      string // "side rule target", separated by commas; in requests the side is left out
	reason    string
}

// play plays rows; a document may have more than the operation.
func play(t *testing.T, more string, rows []verdictRow) {
	t.Helper()
	for _, tt := range rows {
		method, _, _ := strings.Cut(tt.request, " ")
		described := strings.ToLower(method)
		if i := strings.Index(tt.operation, "|"); i > 0 { // another method than that of the request
			described, tt.operation = tt.operation[:i], tt.operation[i+1:]
		}
		document := "openapi: 3.0.4\ninfo: {title: t, version: v}\npaths:\n  /a/{p}:\n    " + described + ": " + tt.operation + "\n" + more
		c, err := contract.Load([]byte(document))
		if err != nil {
			t.Fatalf("%s\n%v", document, err)
		}
		v := c.Exchange(exchangeOf(tt.request, tt.response))
		x := exchangeOf(tt.request, tt.response)
		early := *x
		early.Status, early.ResponseHeader, early.ResponseBody = 0, nil, nil
		limits := contract.Limits{Request: 1 << 20, Response: 1 << 20}
		if all := summary(c.ResponseWithin(x, c.RequestWithin(&early, limits), limits)); all != tt.want {
			t.Errorf("%s\n%s\n%s\ngot  %s in two steps\nwant %s\nreason: %s", tt.operation, tt.request, tt.response, all, tt.want, tt.reason)
		}
		if all := summary(v); all != tt.want {
			t.Errorf("%s\n%s\n%s\ngot  %s\nwant %s\nreason: %s\n%v", tt.operation, tt.request, tt.response, all, tt.want, tt.reason, v.Violations)
		}
	}
}

// summary lists what a verdict says.
func summary(v contract.Verdict) string {
	var got []string
	for _, found := range v.Violations {
		text := found.Rule + " " + found.Target
		if found.Side == contract.InResponse {
			text = "response " + text
		}
		got = append(got, strings.TrimSpace(text))
	}
	if v.RequestCut {
		got = append(got, "request not validated")
	}
	if v.ResponseCut {
		got = append(got, "response not validated")
	}
	return strings.Join(got, ", ")
}

func exchangeOf(request, response string) *contract.Exchange {
	head, body, _ := strings.Cut(request, "\n\n")
	line, headers, _ := strings.Cut(head, "\n")
	x := &contract.Exchange{RequestHeader: headerOf(headers), RequestBody: []byte(body)}
	x.Method, x.Target, _ = strings.Cut(line, " ")
	if response == "" {
		return x
	}
	head, body, _ = strings.Cut(response, "\n\n")
	line, headers, _ = strings.Cut(head, "\n")
	for _, digit := range line {
		x.Status = 10*x.Status + int(digit-'0')
	}
	x.ResponseHeader, x.ResponseBody = headerOf(headers), []byte(body)
	return x
}

func headerOf(lines string) http.Header {
	h := make(http.Header)
	for line := range strings.SplitSeq(lines, "\n") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			h.Add(name, value)
		}
	}
	return h
}

const (
	fine  = "responses: {default: {description: d}}"
	asked = "{" + fine + ", requestBody: {required: true, content: {"
)

func TestMessages(t *testing.T) {
	const ok = "{responses: {'200': {description: d, content: {application/json: {schema: {type: integer}}}}}}"
	const json = "Content-Type: application/json"
	play(t, "", []verdictRow{
		{"get|" + ok, "HEAD /a/1", "200\n" + json, "", "RFC 9110 section 9.3.2: HEAD is GET without the body"},
		{"get|" + ok, "HEAD /a/1", "405\nAllow: GET", "", "a server may not know HEAD"},
		{"get|" + ok, "HEAD /a/1", "200", "", "RFC 9110 section 9.3.2: what describes the content may be left out"},
		{"get|" + ok, "HEAD /a/1", "200\nContent-Type: text/html", "response mediaType header/Content-Type", "but what is sent has to be right"},
		{"get|{responses: {'200': {description: d, headers: {Set-Cookie: {schema: {type: string, pattern: '^a=[^,]*$'}}}}}}", "GET /a/1", "200\nSet-Cookie: a=1\nSet-Cookie: a=2", "", "RFC 9110 section 5.3: lines of Set-Cookie are not one value"},
		{"get|{responses: {'200': {description: d, headers: {Set-Cookie: {schema: {type: string, pattern: '^a=[^,]*$'}}}}}}", "GET /a/1", "200\nSet-Cookie: a=1\nSet-Cookie: b=2", "response pattern header/Set-Cookie", "each is validated"},
		{"get|" + ok, "HEAD /a/1", "405", "response allow header/Allow", "RFC 9110 section 15.5.6: a 405 has Allow"},
		{"get|{responses: {'405': {description: d}}}", "GET /a/1", "405", "response allow header/Allow, response refused status", "also of a method that the document has"},
		{"get|{responses: {'405': {description: d, headers: {Allow: {required: true, schema: {type: string}}}}}}", "GET /a/1", "405", "response required header/Allow, response refused status", "which is said once"},
		{"get|{parameters: [{name: Allow, in: header, required: true, schema: {type: string}}], responses: {'405': {description: d}}}", "GET /a/1", "405", "required header/Allow, response allow header/Allow", "the one of the request is another"},
		{"get|{responses: {'405': {description: d, headers: {X: {required: true, schema: {type: string}}}}}}", "GET /a/1", "405", "response required header/X, response allow header/Allow, response refused status", "two headers are missing"},
		{"get|" + ok, "HEAD /a/1", "500", "response status status, response serverError status", "it is an answer like others"},
		{"get|" + ok, "HEAD /a/1", "404", "response status status", "which the document has not"},
		{"post|" + ok, "HEAD /a/1", "200", "method method, response accepted status", "there is no GET"},
		{"get|" + ok, "OPTIONS /a/1\nOrigin: http://h\nAccess-Control-Request-Method: PUT", "204", "", "a preflight is CORS's own, Fetch section 3.3"},
		{"get|" + ok, "OPTIONS /a/1\nOrigin: http://h\nAccess-Control-Request-Method: PUT", "", "", "nor is it to be refused"},
		{"get|" + ok, "OPTIONS /a/1\nOrigin: http://h\nAccess-Control-Request-Method: GET", "403", "", "a server may allow nobody"},
		{"get|" + ok, "OPTIONS /a/1\nOrigin: http://h\nAccess-Control-Request-Method: GET", "502", "response serverError status", "which is a failure"},
		{"get|" + ok, "OPTIONS /a/1\nOrigin: http://h\nAccess-Control-Request-Method: GET", "500", "response serverError status", "which is one, too"},
		{"get|" + ok, "OPTIONS /a/1\nOrigin: http://h\nAccess-Control-Request-Method: GET", "501", "", "a server may not know the method"},
		{"get|" + ok, "HEAD /a/1", "501", "", "nor this one"},
		{"get|" + ok, "OPTIONS /a/1\nAccess-Control-Request-Method: GET", "204", "method method, response accepted status", "a page always has an origin"},
		{"get|" + ok, "OPTIONS /a/1\nOrigin: http://h", "204", "method method, response accepted status", "no preflight"},
		{"get|" + ok, "GET /favicon.ico", "404", "", "a browser looks for the icon by itself"},
		{"get|" + ok, "HEAD /favicon.ico", "200", "", "and may find one"},
		{"get|" + ok, "GET /favicon.ico", "500", "response serverError status", "which is a failure"},
		{"get|" + ok, "POST /favicon.ico", "404", "path path", "no browser does so by itself"},
		{"get|" + ok, "GET /a/favicon.ico/b", "404", "path path", "that is not where it looks"},
		{"get|" + ok, "OPTIONS /b\nOrigin: http://h\nAccess-Control-Request-Method: GET", "404", "path path", "no such path"},
		{"get|" + ok, "PUT /a/1", "405\nAllow: GET", "method method", "rightly refused"},
		{"{responses: {'204': {description: d, content: {application/json: {schema: {type: integer}}}}}}", "GET /a/1", "204", "", "RFC 9110 section 15.3.5: there is no body, whatever the document says"},
		{"{responses: {'304': {description: d, content: {application/json: {}}}}}", "GET /a/1", "304", "", "RFC 9110 section 15.4.5"},
		{"{responses: {'1XX': {description: d, content: {application/json: {}}}}}", "GET /a/1", "103", "", "RFC 9110 section 15.2"},
		{"{responses: {'4XX': {description: d}, '404': {description: d, content: {text/plain: {schema: {type: string, maxLength: 1}}}}}}", "GET /a/1", "404\nContent-Type: text/plain\n\nab", "response maxLength", "OAS: the status itself comes before its range"},
		{"{responses: {'2XX': {description: d}, default: {description: d}}}", "GET /a/1", "201", "", "a range"},
		{"{responses: {'2XX': {description: d}}}", "GET /a/1", "302", "response status status", "not of the range"},
		{ok, "GET /a/1", "200\n" + json + "\nContent-Encoding: identity\n\n1", "", "RFC 9110 section 12.5.3: identity is no encoding"},
		{ok, "GET /a/1", "200\n" + json + "\nContent-Encoding: br\n\nxx", "response not validated", "which nobody here reads"},
		{ok, "GET /a/1", "200\n" + json + "\nContent-Encoding: zstd, gzip\n\nxx", "response not validated", "one of several"},
		{ok, "GET /a/1", "200\n" + json + "\nContent-Encoding: gzip\n\n1", "response encoding header/Content-Encoding", "RFC 9110 section 8.4: it says how the body is encoded"},
		{ok, "GET /a/1", "200\n" + json + "\nContent-Encoding: X-GZIP\n\n" + gzipped(t, `"x"`), "response type", "RFC 9110 section 8.4.1.3: the same as gzip, in any case"},
		{ok, "GET /a/1", "200\n" + json + "\nContent-Encoding: gzip, gzip\n\n" + gzipped(t, gzipped(t, "1")), "", "compressed twice"},
		{ok, "GET /a/1", "200\n" + json + "\nContent-Encoding: deflate\n\n" + zlibbed(t, `"x"`), "response type", "RFC 9110 section 8.4.1.2: deflate is zlib"},
		{ok, "GET /a/1", "200\n" + json + "\nContent-Encoding: deflate\n\n" + deflated(t, `"x"`), "response type", "which some take for bare deflate"},
		{ok, "GET /a/1", "200\n" + json + "\nContent-Encoding: deflate\n\n1", "response encoding header/Content-Encoding", "it is neither"},
		{ok, "GET /a/1", "200\n" + json + "\n\n", "response json", "an empty body is no JSON"},
		{ok, "GET /a/1", "200\n\n1", "response mediaType header/Content-Type", "nothing says what it is"},
		{ok, "GET /a/1", "200\nContent-Type: Application/JSON;charset=UTF-8\n\n1", "", "RFC 9110 section 8.3.1: media types ignore case"},
		{ok, "GET /a/1", "200\nContent-Type: application/problem+json\n\n1", "response mediaType header/Content-Type", "another media type"},
		{"{responses: {'200': {description: d, content: {application/xml: {schema: {type: object}}}}}}", "GET /a/1", "200\nContent-Type: application/xml\n\n<a/>", "response not validated", "XML is not validated"},
		{"{responses: {'200': {description: d, content: {application/xml: {}}}}}", "GET /a/1", "200\nContent-Type: application/xml\n\n<a/>", "", "of which nothing is said"},
		{"{responses: {'200': {description: d, content: {text/event-stream: {schema: {type: string}}}}}}", "GET /a/1", "200\nContent-Type: text/event-stream\n\ndata: 1", "response not validated", "a sequence"},
		{"{responses: {'200': {description: d, content: {application/x-ndjson: {schema: {type: object}}}}}}", "GET /a/1", "200\nContent-Type: application/x-ndjson\n\n{}\n{}", "response not validated", "a sequence"},
		{"{responses: {'200': {description: d, content: {application/jsonl: {schema: {type: object}}}}}}", "GET /a/1", "200\nContent-Type: application/jsonl\n\n{}\n{}", "response not validated", "a sequence"},
		{"{responses: {'200': {description: d, content: {application/json-seq: {schema: {type: array, items: {type: object}}}}}}}", "GET /a/1", "200\nContent-Type: application/json-seq\n\n{}\n{}", "response not validated", "a sequence"},
		{"{responses: {'200': {description: d, content: {application/stream+json: {schema: {type: object}}}}}}", "GET /a/1", "200\nContent-Type: application/stream+json\n\n{}\n{}", "response not validated", "the older name that Spring has for lines of JSON"},
		{"{responses: {'200': {description: d, content: {application/json;stream=watch: {schema: {type: object}}}}}}", "GET /a/1", "200\nContent-Type: application/json;stream=watch\n\n{}\n{}", "response not validated", "a sequence by a parameter, as Kubernetes has it"},
		{"{responses: {'200': {description: d, content: {application/x-json-lines: {schema: {type: string, maxLength: 2}}}}}}", "GET /a/1", "200\nContent-Type: application/x-json-lines\n\n{}\n{}", "response not validated", "each line is a value"},
		{"{responses: {'200': {description: d, content: {application/vnd.x+jsonl: {schema: {type: string, maxLength: 2}}}}}}", "GET /a/1", "200\nContent-Type: application/vnd.x+jsonl\n\n{}\n{}", "response not validated", "likewise"},
		{"{responses: {'200': {description: d, content: {'*/*': {schema: {type: array, items: {type: object}}}}}}}", "GET /a/1", "200\nContent-Type: application/stream+json\n\n{}\n{}", "response not validated", "the range holds sequences, too"},
		{"{responses: {'200': {description: d, content: {'*/*': {schema: {type: object}}}}}}", "GET /a/1", "200\nContent-Type: application/xml\n\n<a/>", "response not validated", "the range holds XML, too"},
		{"{responses: {'200': {description: d, content: {'*/*': {schema: {type: object}}}}}}", "GET /a/1", "200\nContent-Type: application/vnd.x+json\n\n[]", "response type", "and JSON"},
		{"{responses: {'200': {description: d, content: {'text/*': {schema: {type: string, enum: [a]}}}}}}", "GET /a/1", "200\nContent-Type: text/html; charset=utf-8\n\nb", "response enum", "OAS: the range text/* holds all texts"},
		{"{responses: {'200': {description: d, content: {text/plain: {schema: {type: string, maxLength: 1}}}}}}", "GET /a/1", "200\nContent-Type: text/plain; charset=iso-8859-1\n\n\xe4", "", "one character"},
		{"{responses: {'200': {description: d, content: {text/plain: {schema: {type: string, enum: [\"\\u0080\"]}}}}}}", "GET /a/1", "200\nContent-Type: text/plain; charset=iso-8859-1\n\n\x80", "", "the first one beyond ASCII"},
		{"{responses: {'200': {description: d, content: {text/plain: {schema: {type: string, maxLength: 1}}}}}}", "GET /a/1", "200\nContent-Type: text/plain; charset=shift_jis\n\nx", "response not validated", "a charset that is not read"},
		{"{responses: {'200': {description: d, content: {text/plain: {schema: {type: integer}}}}}}", "GET /a/1", "200\nContent-Type: text/plain\n\n12", "", "a text may stand for a number"},
		{"{responses: {'200': {description: d, content: {text/plain: {schema: {type: integer}}}}}}", "GET /a/1", "200\nContent-Type: text/plain\n\nx", "response type", "this one does not"},
		{"{responses: {'200': {description: d, content: {text/plain: {schema: {type: object}}}}}}", "GET /a/1", "200\nContent-Type: text/plain\n\n{}", "response not validated", "no text is an object"},
		{"{responses: {'200': {description: d, content: {image/png: {schema: {type: string, format: binary, maxLength: 2}}}}}}", "GET /a/1", "200\nContent-Type: image/png\n\n\x89PN", "response maxLength", "OAS 3.0.4: the length of a binary text is in bytes"},
		{"{responses: {'200': {description: d, content: {image/png: {schema: {type: string, format: binary}}}}}}", "GET /a/1", "200\nContent-Type: image/jpeg\n\n\x89PN", "response mediaType header/Content-Type", "another picture"},
		{"{responses: {'200': {description: d, content: {text/plain: {schema: {type: array}}}}}}", "GET /a/1", "200\nContent-Type: text/plain\n\n[]", "response not validated", "no text is a list"},
		{"{responses: {'200': {description: d, content: {image/png: {schema: {format: binary, maxLength: 2}}}}}}", "GET /a/1", "200\nContent-Type: image/png\n\nPNG", "response maxLength", "a text where no type is given"},
		{"{responses: {'200': {description: d, content: {image/png: {schema: {type: string, format: binary, maxLength: 1}}}}}}", "GET /a/1", "200\nContent-Type: image/png\n\n\xc3\xa4", "response maxLength", "two bytes, whatever characters they are"},
		{"{responses: {'200': {description: d, content: {multipart/form-data: {schema: {type: object, properties: {a: {type: integer}}}}}}}}", "GET /a/1", "200\nContent-Type: multipart/form-data; boundary=x\n\n--x\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--x--", "response type /a", "a form as an answer"},
		{"{responses: {'200': {description: d, content: {'*/*': {schema: {type: object}}}}}}", "GET /a/1", "200\nContent-Type: multipart/form-data; boundary=x\n\n--x--", "response not validated", "which nobody expects behind a range"},
		{"{responses: {'200': {description: d, content: {'*/*': {schema: {type: object}}}}}}", "GET /a/1", "200\nContent-Type: application/x-www-form-urlencoded\n\na=1", "response not validated", "which nobody expects behind a range"},
		{"{responses: {'200': {description: d, content: {'*/*': {schema: {type: object}}}}}}", "GET /a/1", "200\nContent-Type: a/b; =\n\nx", "response mediaType header/Content-Type", "a media type that cannot be read"},
		{"{responses: {'200': {description: d, content: {'text/plain; =': {schema: {type: object}}}}}}", "GET /a/1", "200\nContent-Type: text/plain; =\n\nx", "response not validated", "also where the document has it so"},
		{"{" + fine + ", requestBody: {content: {text/plain: {schema: {type: string, minLength: 1}}}}}", "POST /a/1\nContent-Type: text/plain", "", "", "no body where none has to be"},
		{"{" + fine + ", requestBody: {required: true, content: {text/plain: {schema: {type: string}}}}}", "POST /a/1\nContent-Type: text/plain", "", "required", "no body where one has to be"},
		{"{responses: {'200': {description: d, content: {text/csv: {schema: {type: array}}}}}}", "GET /a/1", "200\nContent-Type: text/csv\n\na,b", "response not validated", "CSV is not read"},
	})
}

func TestHeaders(t *testing.T) {
	with := func(header string) string {
		return "{responses: {'200': {description: d, headers: {X-A: {" + header + "}}}}}"
	}
	const list, object = "schema: {type: array, items: {type: integer}}", "schema: {type: object, properties: {a: {type: integer}}, additionalProperties: false}"
	play(t, "", []verdictRow{
		{with(list), "GET /a/1", "200\nX-A: 1\nX-A: 2, 3", "", "RFC 9110 section 5.3: lines are one list"},
		{with(list), "GET /a/1", "200\nx-a: 1,x", "response type header/X-A", "names ignore case"},
		{with(list + ", required: true"), "GET /a/1", "200", "response required header/X-A", "a missing one"},
		{with(list), "GET /a/1", "200", "", "which may be missing"},
		{with("explode: true, " + object), "GET /a/1", "200\nX-A: a=1", "", "OAS, Style Values: an exploded simple object"},
		{with("explode: true, " + object), "GET /a/1", "200\nX-A: a=1,b=2", "response additionalProperties header/X-A", "a property that it must not have"},
		{with(object), "GET /a/1", "200\nX-A: a,1", "", "names and values in turn"},
		{with(object), "GET /a/1", "200\nX-A: a", "response type header/X-A", "a name without a value"},
		{with("schema: {type: integer, maximum: 9007199254740992}"), "GET /a/1", "200\nX-A: 9007199254740993", "response maximum header/X-A", "as exactly as in a body"},
		{with("schema: {type: boolean}"), "GET /a/1", "200\nX-A: True", "response type header/X-A", "true and false are in small letters"},
		{with("schema: {type: string, format: date-time}"), "GET /a/1", "200\nX-A: 2026-11-23T10:00:00Z", "", "a text"},
		{with("content: {application/json: {schema: {type: array}}}"), "GET /a/1", "200\nX-A: [1]", "", "JSON in a header"},
		{with("content: {application/json: {schema: {type: array}}}"), "GET /a/1", "200\nX-A: {}", "response type header/X-A", "of another type"},
		{"{responses: {'200': {description: d, headers: {Content-Type: {schema: {type: integer}}}}}}", "GET /a/1", "200\nContent-Type: x", "", "OAS, Response Object: a header Content-Type is ignored"},
	})
}

func TestSecurityRequirements(t *testing.T) {
	const schemes = "components:\n  securitySchemes:\n    b: {type: http, scheme: bearer}\n    u: {type: http, scheme: basic}\n    k: {type: apiKey, in: header, name: X-Key}\n    q: {type: apiKey, in: query, name: key}\n    c: {type: apiKey, in: cookie, name: sid}\n    o: {type: oauth2, flows: {}}\n    m: {type: mutualTLS}\n"
	with := func(security string) string { return "{" + fine + ", security: " + security + "}" }
	const none = "authorization "
	play(t, schemes, []verdictRow{
		{with("[{b: []}]"), "GET /a/1", "", none + "header/Authorization", "nothing is given"},
		{with("[{b: []}]"), "GET /a/1\nAuthorization: Bearer", "", none + "header/Authorization", "a scheme without a token"},
		{with("[{b: []}]"), "GET /a/1\nAuthorization: bearer x", "", "", "RFC 9110 section 11.1: schemes ignore case"},
		{with("[{u: []}]"), "GET /a/1\nAuthorization: Bearer x", "", none + "header/Authorization", "another scheme"},
		{with("[{k: [], q: []}]"), "GET /a/1?key=1\nX-Key: 1", "", "", "OAS, Security Requirement: all of one requirement"},
		{with("[{k: [], q: []}]"), "GET /a/1?key=1", "", none + "header/X-Key", "the one that is missing is told"},
		{with("[{k: [], q: []}]"), "GET /a/1\nX-Key: 1", "", none + "query/key", "or the other"},
		{with("[{k: []}, {q: []}]"), "GET /a/1?key=1", "", "", "any of several requirements"},
		{with("[{k: []}, {q: []}]"), "GET /a/1", "", none + "header/X-Key", "none of them"},
		{with("[{k: []}, {}]"), "GET /a/1", "", "", "OAS: {} makes security optional"},
		{with("[]"), "GET /a/1", "", "", "OAS: an empty list removes that of the document"},
		{with("[{c: []}]"), "GET /a/1\nCookie: sid=1", "", "", "a cookie"},
		{with("[{c: []}]"), "GET /a/1\nCookie: sid=a\"b", "", "", "of whatever value"},
		{with("[{c: []}]"), "GET /a/1\nCookie: other=1", "", none + "cookie/sid", "another one"},
		{with("[{o: [read]}]"), "GET /a/1\nAuthorization: Bearer x", "", "", "RFC 6750: a token of OAuth"},
		{with("[{m: []}]"), "GET /a/1", "", "", "a certificate is not in the exchange"},
		{with("[{k: [], m: []}]"), "GET /a/1", "", none + "header/X-Key", "the key beside it is"},
		{with("[{k: []}, {m: []}]"), "GET /a/1", "", "", "and is not needed where the certificate is enough"},
		{with("[{x: [], k: []}]"), "GET /a/1", "", none + "header/X-Key", "the same beside one that the document does not describe"},
		{with("[{q: []}]"), "GET /a/1?key=a;b", "", "", "a semicolon is a character like others"},
	})
	play(t, schemes+"security: [{k: []}]\n", []verdictRow{
		{"{" + fine + "}", "GET /a/1", "", none + "header/X-Key", "OAS: security of the document"},
		{with("[]"), "GET /a/1", "", "", "which the operation takes away"},
		{with("[{q: []}]"), "GET /a/1?key=1", "", "", "or replaces"},
	})
}
