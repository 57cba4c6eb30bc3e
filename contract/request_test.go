package contract_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"profilestatus.example/contract"
)

// validate returns the violations of a JSON request.
func validate(t testing.TB, c *contract.Contract, method, target, body string) []contract.Violation {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	r.Header.Set("Content-Type", "application/json")
	call, err := c.Find(r.Method, r.URL.EscapedPath())
	if err != nil {
		t.Fatal(err)
	}
	_, found := call.Request(r, []byte(body))
	return found
}

// onlyPlace compares rule and place; the wording has golden files.
var onlyPlace = cmp.Options{
	cmpopts.IgnoreFields(contract.Violation{}, "Side", "Message", "Found", "Want", "Line", "Column"),
	cmpopts.EquateEmpty(),
}

// at makes the violations that a table row wants, from pairs of rule and place.
func at(pairs ...string) []contract.Violation {
	var want []contract.Violation
	for i := 0; i < len(pairs); i += 2 {
		want = append(want, contract.Violation{Rule: pairs[i], Target: pairs[i+1]})
	}
	return want
}

const when = `"lastSynchronizationDateTime":"2026-11-23T09:58:12Z"`

func TestRequestBody(t *testing.T) {
	tests := []struct {
		name, body string
		want       []contract.Violation
		reason     string
	}{
		{"smallest", `{"status":"success",` + when + `}`, nil, "id and @odata.type are optional"},
		{"all properties", `{"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus","id":"a","status":"paused",` + when + `}`, nil, "everything that a create may hold"},
		{"type last", `{"status":"error",` + when + `,"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus"}`, nil, "Graph's SDKs put it anywhere"},
		{"white space around", " \r\n\t{\"status\":\"success\"," + when + "}\n ", nil, "RFC 8259 section 2 allows it around the value"},
		{"escaped name", `{"st\u0061tus":"success",` + when + `}`, nil, "an escaped character is that character"},
		{"future value", `{"status":"unknownFutureValue",` + when + `}`, nil, "the create operation lists it"},

		{"enum in other case", `{"status":"Success",` + when + `}`, at("enum", "/status"), "members are case-sensitive"},
		{"enum number", `{"status":2,` + when + `}`, at("enum", "/status"), "OData's numbers for members are not accepted"},
		{"enum null", `{"status":null,` + when + `}`, at("enum", "/status"), "status is required and not null"},
		{"wrong type", `{"@odata.type":"#microsoft.graph.entity","status":"success",` + when + `}`, at("pattern", "/@odata.type"), "only one type can be created"},
		{"id null", `{"id":null,"@odata.type":null,"status":"success",` + when + `}`, nil, "null says what leaving out says, and many clients write it"},
		{"time null", `{"status":"success","lastSynchronizationDateTime":null}`, at("nullable", "/lastSynchronizationDateTime"), "what is required is so for null, too"},
		{"id number", `{"id":7,"status":"success",` + when + `}`, at("type", "/id"), "an id is a string"},
		{"id empty", `{"id":"","status":"success",` + when + `}`, at("minLength", "/id", "pattern", "/id"), "an empty id could not be a path segment"},
		{"id dot", `{"id":".","status":"success",` + when + `}`, at("pattern", "/id"), "a path segment . is removed by URL normalization"},
		{"id too long", `{"id":"` + strings.Repeat("a", 129) + `","status":"success",` + when + `}`, at("maxLength", "/id", "pattern", "/id"), "128 characters are the most"},
		{"id with NUL", `{"id":"a\u0000","status":"success",` + when + `}`, at("pattern", "/id"), "no control characters in a path"},
		{"required", `{}`, at("required", "/status", "required", "/lastSynchronizationDateTime"), "a missing property points at itself"},
		{"unknown", `{"status":"success",` + when + `,"extra":1}`, at("additionalProperties", "/extra"), "an unknown property points at itself"},
		{"name in other case", `{"Status":"success",` + when + `}`, at("additionalProperties", "/Status", "required", "/status"), "names are case-sensitive"},
		{"every fault", `{"status":"x","id":"a b","lastSynchronizationDateTime":"now"}`, at("pattern", "/id", "format", "/lastSynchronizationDateTime", "enum", "/status"), "all are reported, not the first"},
		{"placeholders", `{"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus","status":"String","lastSynchronizationDateTime":"String (timestamp)"}`, at("format", "/lastSynchronizationDateTime", "enum", "/status"), "the example of Graph's reference page holds no real values"},

		{"name twice", `{"status":"success","status":"success",` + when + `}`, at("duplicate", "/status"), "receivers differ in which one counts (RFC 8259 section 4)"},
		{"name twice and a fault", `{"status":"success","status":"x",` + when + `}`, at("duplicate", "/status", "enum", "/status"), "the rest is validated all the same"},
		{"name twice in depth", `{"status":"success",` + when + `,"x":[{"~/":1,"~/":2}]}`, at("duplicate", "/x/0/~0~1", "additionalProperties", "/x"), "a pointer escapes ~ and / (RFC 6901 section 3)"},
		{"second value", `{"status":"success",` + when + `}{}`, at("json", ""), "a body is exactly one value"},
		{"text behind", `{"status":"success",` + when + `}x`, at("json", ""), "a body is exactly one value"},
		{"empty", ``, at("json", ""), "nothing is no JSON value"},
		{"white space only", " \n", at("json", ""), "nothing is no JSON value"},
		{"cut", `{"status":"succ`, at("json", "/status"), "the place is where it broke off"},
		{"comma at the end", `{"status":"success",` + when + `,}`, at("json", ""), "JSON has no trailing commas"},
		{"single quotes", `{'status':'success'}`, at("json", ""), "JSON has only double quotes"},
		{"NaN", `{"status":NaN}`, at("json", "/status"), "JSON has no NaN"},
		{"byte order mark", "\xef\xbb\xbf{}", at("json", ""), "RFC 8259 section 8.1 forbids senders to add one"},
		{"compressed", "\x1f\x8b\x08", at("json", ""), "a client that compresses says so, and compresses once"},
		{"not UTF-8", "{\"id\":\"\xff\"}", at("utf8", "/id"), "RFC 8259 section 8.1"},
		{"UTF-8 of a surrogate", "{\"id\":\"\xed\xa0\x80\"}", at("utf8", "/id"), "RFC 3629 section 3"},
		{"half a surrogate pair", `{"id":"\ud800"}`, at("utf8", "/id"), "it stands for no character"},
		{"UTF-16", "{\x00}\x00", at("json", ""), "JSON between systems is UTF-8"},
		{"too deep", strings.Repeat("[", 33) + strings.Repeat("]", 33), at("depth", "/0"+strings.Repeat("/0", 31)), "32 levels are the most"},
		{"array", `[]`, at("type", ""), "a status is an object"},
		{"string", `"success"`, at("type", ""), "a status is an object"},
		{"null", `null`, at("nullable", ""), "null is a JSON value, but no status"},
		{"huge number", `{"id":1e999,"status":"success",` + when + `}`, at("type", "/id"), "a number beyond float64 must not be an error of ours"},
	}
	c := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			if diff := cmp.Diff(tt.want, validate(t, c, "POST", statusPath, tt.body), onlyPlace); diff != "" {
				t.Errorf("Request() mismatch (-want +got):\n%s\nreason: %s", diff, tt.reason)
			}
		})
	}
}

func TestRequestDateTime(t *testing.T) {
	tests := []struct {
		value, wantRule, reason string
	}{
		{"2026-11-23T09:58:12Z", "", "whole seconds, as Go sends them"},
		{"2026-11-23T09:58:12.123Z", "", "three digits, as JavaScript sends them"},
		{"2026-11-23T09:58:12.123456+00:00", "", "six digits and an offset, as Python sends them"},
		{"2026-11-23T09:58:12.123456789Z", "", "nine digits, as Java sends them"},
		{"2026-11-23T09:58:12.123456789012Z", "", "twelve digits are the most"},
		{"2026-11-23T09:58:12+14:00", "", "the largest offset in use (Kiribati)"},
		{"2026-11-23T09:58:12-14:00", "", "the same to the west"},
		{"2026-11-23T09:58:12-00:00", "", "RFC 3339 section 4.3, unknown local offset"},
		{"2024-02-29T00:00:00Z", "", "a leap day"},
		{"0001-01-01T00:00:00Z", "", "the first instant"},
		{"9999-12-31T23:59:59.999999999Z", "", "the last instant; the greatest of .NET is a little earlier"},
		{"2026-11-23T09:58:12", "format", "no zone, no instant"},
		{"2026-11-23T09:58:12.", "format", "a point without digits, and no zone"},
		{"2026-11-23T09:58:12.Z", "format", "a point without digits"},
		{"2026-11-23T09:58:12.1234567890123Z", "format", "thirteen digits"},
		{"2026-11-23T09:58:12,5Z", "format", "RFC 3339 has no decimal comma"},
		{"2026-11-23 09:58:12Z", "format", "the separator is T"},
		{"2026-11-23t09:58:12z", "format", "letters in upper case only"},
		{"2026-11-23T9:58:12Z", "format", "two digits for the hour"},
		{"2026-11-23T09:58Z", "format", "seconds are not optional"},
		{"2026-11-23", "format", "a date is no instant"},
		{"2026-02-31T00:00:00Z", "format", "31 February"},
		{"2025-02-29T00:00:00Z", "format", "no leap year"},
		{"2026-13-01T00:00:00Z", "format", "month 13"},
		{"2026-11-23T24:00:00Z", "format", "hour 24"},
		{"2026-11-23T23:59:60Z", "format", "leap seconds cannot be kept"},
		{"2026-11-23T09:58:12+14:01", "", "no zone has it, but it is an instant, and RFC 3339 allows it"},
		{"2026-11-23T09:58:12-23:59", "", "the largest that RFC 3339 allows"},
		{"2026-11-23T09:58:12+24:00", "format", "hour 24"},
		{"2026-11-23T09:58:12+13:60", "format", "minute 60"},
		{"2026-11-23T09:58:12+0200", "format", "the offset has a colon"},
		{"2026-11-23T09:58:12+02", "format", "the offset has minutes"},
		{"2026-11-23T09:58:12Z ", "format", "nothing may follow"},
		{"0001-01-01T00:00:00+00:01", "format", "in UTC it lies in the year 0"},
		{"9999-12-31T23:59:59+00:01", "", "in UTC a minute earlier"},
		{"9999-12-31T23:59:59-00:01", "format", "in UTC it lies in the year 10000"},
		{"0000-01-01T00:00:00Z", "format", "there was no year 0"},
		{"٢٠٢٦-11-23T09:58:12Z", "format", "digits are ASCII"},
		{"", "format", "empty"},
	}
	c := load(t)
	for _, tt := range tests {
		t.Run(tt.value, func(t *testing.T) {
			var want []contract.Violation
			if tt.wantRule != "" {
				want = at(tt.wantRule, "/lastSynchronizationDateTime")
			}
			got := validate(t, c, "POST", statusPath, `{"status":"success","lastSynchronizationDateTime":"`+tt.value+`"}`)
			if diff := cmp.Diff(want, got, onlyPlace); diff != "" {
				t.Errorf("Request() mismatch (-want +got):\n%s\nreason: %s", diff, tt.reason)
			}
		})
	}
	if got := validate(t, c, "POST", statusPath, `{"status":"success","lastSynchronizationDateTime":null}`); !cmp.Equal(got, at("nullable", "/lastSynchronizationDateTime"), onlyPlace) {
		t.Errorf("null: got %v", got)
	}
}

func TestRequestParameters(t *testing.T) {
	profile := func(id string) string { return strings.Replace(statusPath, "p1", id, 1) }
	const id = "path/educationSynchronizationProfileId"
	tests := []struct {
		name, target string
		want         []contract.Violation
		reason       string
	}{
		{"plain", historyPath + "?$top=1&$skiptoken=abc", nil, "both options in their bounds"},
		{"escaped names", historyPath + "?%24top=1000", nil, "an escaped $ is a $"},
		{"unreserved id", profile("~-_.a"), nil, "every character of the pattern"},
		{"escaped tilde", profile("%7Ea"), nil, "an escaped unreserved character is the same character"},
		{"other query", historyPath + "?trace=1", nil, "options without $ are custom (OData 4.01 Part 2 section 5.2); the document knows none, and forbids none"},
		{"dot", profile("."), at("pattern", id), "would be removed by normalization"},
		{"dots", profile(".."), at("pattern", id), "would be removed by normalization"},
		{"escaped dots", profile("%2E%2E"), at("pattern", id), "an escaped unreserved character is the same character"},
		{"escaped slash", profile("a%2Fb"), at("pattern", id), "not one segment for everyone"},
		{"escaped NUL", profile("a%00"), at("pattern", id), "no control characters"},
		{"not UTF-8", profile("a%ff"), at("pattern", id), "no bytes beyond ASCII"},
		{"space", profile("a%20b"), at("pattern", id), "no spaces"},
		{"too long", profile(strings.Repeat("a", 129)), at("maxLength", id, "pattern", id), "128 characters are the most"},
		{"top zero", historyPath + "?$top=0", at("minimum", "query/$top"), "a page holds at least one"},
		{"top above", historyPath + "?$top=1001", at("maximum", "query/$top"), "a page holds at most 1000"},
		{"top negative", historyPath + "?$top=-1", at("minimum", "query/$top"), "below the minimum"},
		{"top empty", historyPath + "?$top=", at("type", "query/$top"), "an empty text is no number"},
		{"top word", historyPath + "?$top=all", at("type", "query/$top"), "a word is no number"},
		{"top fraction", historyPath + "?$top=1.5", at("type", "query/$top"), "half an entry"},
		{"top whole fraction", historyPath + "?$top=1.0", at("type", "query/$top"), "an integer is written in digits"},
		{"top exponent", historyPath + "?$top=1e1", at("type", "query/$top"), "an integer is written in digits"},
		{"top huge", historyPath + "?$top=99999999999999999999", at("format", "query/$top", "maximum", "query/$top"), "beyond every integer"},
		{"top with white space", historyPath + "?$top=1%0D", at("type", "query/$top"), "a parameter is not trimmed"},
		{"top zero in front", historyPath + "?$top=01", at("type", "query/$top"), "JSON numbers do not begin with 0"},
		{"top sign", historyPath + "?$top=%2B1", at("type", "query/$top"), "JSON numbers have no plus"},
		{"top twice", historyPath + "?$top=1&$top=2", at("parameter", "query/$top"), "which one counts is anyone's guess"},
		{"token characters", historyPath + "?$skiptoken=a.b", at("pattern", "query/$skiptoken"), "no token looks like this"},
		{"select", historyPath + "?$select=id,status,lastSynchronizationDateTime&$top=1", nil, "names of properties, comma-separated"},
		{"select of one", statusPath + "?$select=id", nil, "one name is a list"},
		{"select of an entry", historyPath + "/a?%24select=*", nil, "all of them, on every GET; an escaped $ is a $"},
		{"select escaped", statusPath + "?%24select=id%2Cstatus", nil, "clients of Graph escape the comma, which separates all the same (OData 4.01 Part 2 section 2)"},
		{"select nothing", statusPath + "?$select=", at("enum", "query/$select"), "an empty text is no name"},
		{"select unknown", statusPath + "?$select=id,colour", at("enum", "query/$select"), "a status has no such property"},
		{"select in capitals", statusPath + "?$select=ID", at("enum", "query/$select"), "names of properties are case-sensitive"},
		{"select control information", statusPath + "?$select=@odata.type", at("enum", "query/$select"), "it is no property, and always there"},
		{"select a path", statusPath + "?$select=status/x", at("enum", "query/$select"), "no property has any of its own"},
		{"select with a blank", statusPath + "?$select=id,%20status", at("enum", "query/$select"), "OData's grammar has no white space there"},
		{"select comma at the end", statusPath + "?$select=id,", at("enum", "query/$select"), "an empty text is no name"},
		{"select twice", statusPath + "?$select=id&$select=status", at("parameter", "query/$select"), "an option is given once, also one that is a list"},
		{"unknown option", historyPath + "?$filter=x&$top=0", at("parameter", "query/$filter", "minimum", "query/$top"), "ignoring it would answer another question"},
		{"broken escape", historyPath + "?$top=%zz", at("parameter", "query"), "the query cannot be read"},
		{"semicolon", historyPath + "?$top=1;a=b", at("parameter", "query"), "parameters are separated by & alone"},
	}
	c := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, validate(t, c, "GET", tt.target, ""), onlyPlace); diff != "" {
				t.Errorf("Request() mismatch (-want +got):\n%s\nreason: %s", diff, tt.reason)
			}
		})
	}
}

func TestMediaType(t *testing.T) {
	tests := []struct {
		name   string
		values []string
		ok     bool
		reason string
	}{
		{"plain", []string{"application/json"}, true, "as most write it"},
		{"charset", []string{"application/json; charset=utf-8"}, true, "superfluous and common"},
		{"charset in capitals", []string{`application/json;charset="UTF-8"`}, true, "names of charsets ignore case"},
		{"OData parameters", []string{"application/json;odata.metadata=minimal;IEEE754Compatible=true"}, true, "OData clients send them"},
		{"capitals", []string{"Application/JSON"}, true, "media types ignore case (RFC 9110 section 8.3.1)"},
		{"missing", nil, false, "the operation requires it"},
		{"empty", []string{""}, false, "no type"},
		{"other", []string{"text/xml"}, false, "not offered"},
		{"form", []string{"application/x-www-form-urlencoded"}, false, "curl -d sends it unasked"},
		{"merge patch", []string{"application/merge-patch+json"}, false, "JSON, but not this"},
		{"twice", []string{"application/json", "application/json"}, false, "one body has one type"},
		{"list", []string{"application/json, application/json"}, false, "one body has one type"},
		{"other charset", []string{"application/json; charset=utf-16"}, false, "JSON between systems is UTF-8"},
		{"broken parameter", []string{"application/json; charset"}, false, "cannot be read"},
	}
	c := load(t)
	call, err := c.Find("POST", statusPath)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", statusPath, nil)
			r.Header["Content-Type"] = tt.values
			bad := call.MediaType(r.Header)
			if (bad == nil) != tt.ok {
				t.Errorf("MediaType() = %v, want ok %t\nreason: %s", bad, tt.ok, tt.reason)
			}
			if _, found := call.Request(r, []byte(`{"status":"success",`+when+`}`)); (len(found) == 0) != tt.ok {
				t.Errorf("Request() = %v, want ok %t, like MediaType", found, tt.ok)
			}
		})
	}
}
