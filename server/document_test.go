package server_test

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"testing"

	"profilestatus.example"
	"profilestatus.example/server"
)

// documents are the forms of the document and the bytes that each must have.
func documents(t *testing.T) map[string]struct{ mediaType, want string } {
	t.Helper()
	asJSON, err := profilestatus.OpenAPIJSON()
	if err != nil {
		t.Fatal(err)
	}
	return map[string]struct{ mediaType, want string }{
		"/openapi.yaml": {"application/yaml", profilestatus.OpenAPI()}, // RFC 9512
		"/openapi.json": {"application/json", string(asJSON)},
	}
}

func TestDocument(t *testing.T) {
	ts := start(t, server.WithHosts("127.0.0.1"))
	for path, form := range documents(t) {
		etag := fmt.Sprintf(`"%x"`, sha256.Sum256([]byte(form.want))) // strong: no W/ in front
		tests := []struct {
			name   string
			method string
			header []string
			status int
			body   string
			want   map[string]string // "" is for a header that must not be there
			reason string
		}{
			{"read", "GET", nil, 200, form.want, map[string]string{
				"Content-Type": form.mediaType, "Content-Length": strconv.Itoa(len(form.want)), "Etag": etag, "Cache-Control": "no-cache",
				"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag", "Vary": "", "Content-Encoding": "", "Content-Disposition": "",
			}, "the committed bytes, the same for everyone"},
			{"without a token", "GET", []string{"Authorization", ""}, 200, form.want, nil, "it is needed to learn that a token is needed"},
			{"a token nobody knows", "GET", []string{"Authorization", "Basic x"}, 200, form.want, nil, "it is not looked at"},
			{"whatever is accepted", "GET", []string{"Accept", "text/html", "Accept-Encoding", "gzip"}, 200, form.want, map[string]string{"Content-Type": form.mediaType}, "the path chooses the form"},
			{"from another origin", "GET", []string{"Origin", "https://editor.example"}, 200, form.want, map[string]string{"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": ""}, "an editor in a browser may show it"},
			{"head", "HEAD", nil, 200, "", map[string]string{"Content-Type": form.mediaType, "Content-Length": strconv.Itoa(len(form.want)), "Etag": etag}, "as GET without the body (RFC 9110 section 9.3.2)"},
			{"unchanged", "GET", []string{"If-None-Match", etag}, 304, "", map[string]string{"Etag": etag, "Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*", "Content-Type": ""}, "the client has it (RFC 9110 section 15.4.5)"},
			{"unchanged, head", "HEAD", []string{"If-None-Match", etag}, 304, "", map[string]string{"Etag": etag}, "the same for HEAD"},
			{"unchanged, weakened", "GET", []string{"If-None-Match", "W/" + etag}, 304, "", nil, "a proxy may weaken it, and the comparison is weak (RFC 9110 section 13.1.2)"},
			{"unchanged, in a list", "GET", []string{"If-None-Match", `"old", ` + etag}, 304, "", nil, "a client may know several"},
			{"unchanged, any", "GET", []string{"If-None-Match", "*"}, 304, "", nil, "there is one"},
			{"changed", "GET", []string{"If-None-Match", `"old"`}, 200, form.want, nil, "the client has another"},
			{"a part", "GET", []string{"Range", "bytes=0-6,8-9"}, 200, form.want, map[string]string{"Content-Range": "", "Accept-Ranges": ""}, "it is always answered whole: many small ranges made 492 kB from 15"},
			{"a part behind the end", "GET", []string{"Range", "bytes=999999-"}, 200, form.want, nil, "no 416, whose body would be text"},
			{"only if it is another", "GET", []string{"If-Match", `"old"`}, 200, form.want, nil, "a condition for writers (RFC 9110 section 13.1.1)"},
			{"preflight", "OPTIONS", []string{"Authorization", "", "Origin", "https://editor.example", "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "if-none-match"}, 204, "", map[string]string{
				"Allow": "GET, HEAD, OPTIONS", "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, HEAD", "Access-Control-Allow-Headers": "*, Authorization", "Access-Control-Max-Age": "86400", "Content-Length": "",
			}, "a browser asks before it sends If-None-Match to another origin"},
			{"write", "DELETE", nil, 405, "-", map[string]string{"Allow": "GET, HEAD, OPTIONS", "Content-Type": "application/json", "Access-Control-Allow-Origin": ""}, "it is there to be read"},
			{"another host", "GET", []string{"Host", "evil.example"}, 400, "-", map[string]string{"Access-Control-Allow-Origin": ""}, "also the document is kept from names that are not listed"},
		}
		for _, tt := range tests {
			t.Run(path+"/"+tt.name, func(t *testing.T) {
				because(t, tt.reason)
				r := mustSend(t, ts, tt.status, tt.method, path, "", tt.header...)
				if tt.body != "-" && r.body != tt.body {
					t.Errorf("body of %d bytes, want %d", len(r.body), len(tt.body))
				}
				for name, want := range tt.want {
					if got := r.Header.Get(name); got != want {
						t.Errorf("%s = %q, want %q", name, got, want)
					}
				}
			})
		}
	}
	for _, path := range []string{"/openapi", "/openapi.yml", "/openapi.yaml/", "/beta/openapi.yaml"} {
		mustSend(t, ts, 404, "GET", path, "")
	}
}
