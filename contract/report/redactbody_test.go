package report_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

func TestRedactBody(t *testing.T) {
	const form = "application/x-www-form-urlencoded;charset=utf-8"
	for _, row := range []struct{ reason, contentType, body, want string }{
		{"a client that logs in", form, "grant_type=password&client_id=a&client_secret=s3cret&password=s3cret", "grant_type=password&client_id=a&client_secret=[redacted]&password=[redacted]"},
		{"what stands for a secret in forms alone", form, "code=s3cret&client_assertion=s3cret&refresh%5ftoken=s3cret", "code=[redacted]&client_assertion=[redacted]&refresh%5ftoken=[redacted]"},
		{"a broken pair", form, "%zz=s3cret&a=b", "%zz=[redacted]&a=b"},
		{"no value", form, "password=&token", "password=&token"},
		{"a token that is answered", "application/json", `{"token_type":"Bearer","access_token":"s3\"cret","expires_in":3600}`, `{"token_type":"[redacted]","access_token":"[redacted]","expires_in":3600}`},
		{"one within", "application/json", `{"a":[{"apiKey" : "s3cret"}],"b":1}`, `{"a":[{"apiKey" : "[redacted]"}],"b":1}`},
		{"JSON under another type", form, `{"client_secret":"s3cret"}`, `{"client_secret":"[redacted]"}`},
		{"a number", "application/json", `{"passcode":1234}`, `{"passcode":"[redacted]"}`},
		{"a name that is escaped", "application/json", `{"\u0070assword":"s3cret"}`, `{"\u0070assword":"[redacted]"}`},
		{"a number that JSON does not know", "application/json", `{"passcode":+1234}`, `{"passcode":"[redacted]"}`},
		{"a name whose escape is broken", "application/json", `{"\q password":"a"}`, `{"\q password":"a"}`},
		{"a long name", "application/json", `{"` + strings.Repeat("a", 118) + `password":"s3cret"}`, `{"` + strings.Repeat("a", 118) + `password":"[redacted]"}`},
		{"what is too long to be a name", "application/json", `{"` + strings.Repeat("a", 119) + `password":"a"}`, `{"` + strings.Repeat("a", 119) + `password":"a"}`},
		{"members without their object", "application/json", `"password":"s3cret","a":1`, `"password":"[redacted]","a":1`},
		{"a body that is cut within the value", "application/json", `{"password":"s3cr`, `{"password":"[redacted]"`},
		{"one that is cut before it", "application/json", `{"password":`, `{"password":`},
		{"one that is cut in the name", "application/json", `{"passw`, `{"passw`},
		{"nothing is hidden of null", "application/json", `{"password":null}`, `{"password":null}`},
		{"the code of an error is none", "application/json", `{"error":{"code":"BadRequest","target":"/status"}}`, `{"error":{"code":"BadRequest","target":"/status"}}`},
		{"nor is a key", "application/json", `{"key":"a","sid":"b"}`, `{"key":"a","sid":"b"}`},
		{"nor is a cursor", "application/json", `{"nextToken":"a"}`, `{"nextToken":"a"}`},
		{"a string that is a value", "application/json", `{"name":"password","value":"a"}`, `{"name":"password","value":"a"}`},
		{"text", "text/plain", `say "password": softly`, `say "password": softly`},
		{"nothing", "application/json", "", ""},
	} {
		t.Run(row.reason, func(t *testing.T) {
			header := http.Header{"Content-Type": {row.contentType}}
			x := &contract.Exchange{Method: "POST", Target: "/", RequestHeader: header, RequestBody: []byte(row.body), ResponseHeader: header, ResponseBody: []byte(row.body)}
			got := report.Redact(nil, x)
			if string(got.RequestBody) != row.want || string(got.ResponseBody) != row.want {
				t.Errorf("got %s and %s, want %s", got.RequestBody, got.ResponseBody, row.want)
			}
			if string(x.RequestBody) != row.body {
				t.Errorf("the exchange itself was changed: %s", x.RequestBody)
			}
		})
	}
}

// TestRedactRepeated is about servers that answer with what was sent to them.
func TestRedactRepeated(t *testing.T) {
	for _, row := range []struct{ reason, header, value, answer, want string }{
		{"a token", "Authorization", "Bearer s3cret-token", "you are s3cret-token", "you are [redacted]"},
		{"without a known scheme", "Authorization", "Key s3cret", "sent: Key s3cret", "sent: [redacted]"},
		{"a password", "Authorization", "Basic dXNlcjpzM2NyZXQtcGFzcw==", "s3cret-pass is dXNlcjpzM2NyZXQtcGFzcw==", "[redacted] is [redacted]"},
		{"a cookie", "Cookie", "a=b; sid=s3cret-session", "b in s3cret-session", "b in [redacted]"},
		{"a key", "X-Api-Key", "s3cret-key", "s3cret-key", "[redacted]"},
		{"what is no secret", "X-Region", "northern-europe", "northern-europe", "northern-europe"},
		{"the shortest", "Authorization", "Bearer s3cret-t", "you are s3cret-t", "you are [redacted]"},
		{"what is too short to tell", "Authorization", "Bearer token", "the token", "the token"},
	} {
		t.Run(row.reason, func(t *testing.T) {
			x := &contract.Exchange{RequestHeader: http.Header{row.header: {row.value}}, ResponseHeader: http.Header{"Server": {row.answer}}, ResponseBody: []byte(row.answer)}
			got := report.Redact(nil, x)
			if string(got.ResponseBody) != row.want || got.ResponseHeader.Get("Server") != row.want {
				t.Errorf("got %s and %v, want %s", got.ResponseBody, got.ResponseHeader, row.want)
			}
			if string(x.ResponseBody) != row.answer || x.ResponseHeader.Get("Server") != row.answer {
				t.Error("the exchange itself was changed")
			}
		})
	}
}

// TestCredentials names each credential once.
func TestCredentials(t *testing.T) {
	h := http.Header{"Authorization": {"Bearer s3cret-token"}, "Cookie": {"a=s3cret-token; b=s3cret-session; c=s3cret-session"}}
	got := report.Credentials(h)
	if slices.Sort(got); !slices.Equal(got, []string{"s3cret-session", "s3cret-token"}) {
		t.Errorf("Credentials() = %q", got)
	}
}

func FuzzRedactBody(f *testing.F) {
	f.Add([]byte(`{"password":"a","b":{"token":1}}`))
	f.Add([]byte("client_secret=a&b=%zz"))
	f.Add([]byte(`{"passwor\u0064":"\"`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, contentType := range []string{"application/json", "application/x-www-form-urlencoded"} {
			x := &contract.Exchange{RequestHeader: http.Header{"Content-Type": {contentType}}, RequestBody: body}
			once := report.Redact(nil, x)
			once.RequestHeader = x.RequestHeader
			if twice := report.Redact(nil, once); string(twice.RequestBody) != string(once.RequestBody) {
				t.Errorf("%q becomes %q, and that %q", body, once.RequestBody, twice.RequestBody)
			}
		}
	})
}
