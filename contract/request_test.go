package contract_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus"
	"profilestatus/contract"
)

const path = "/beta/education/synchronizationProfiles/p1/profileStatus"

func load(t testing.TB) *contract.Contract {
	t.Helper()
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func judge(t testing.TB, c *contract.Contract, method, target, body string) []contract.Violation {
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

const valid = `{"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z"}`

func TestTry(t *testing.T) {
	c := load(t)
	for _, b := range []string{valid, `{"Status":"success","lastsynchronizationDateTime":null}`, `{"status":null,"id":1,"lastSynchronizationDateTime":"2026-02-31T00:00:00Z","x\ny":1}`, `[]`, `{"a":1,"a":2}`, "{\"a\":\"\xff\"}", `{"a":"\ud800"}`, `{"status":"fin`, valid + "x", valid + "{}", "", strings.Repeat("[", 50), `{"a":tru}`, `{"status":"Success","lastSynchronizationDateTime":"2026-02-11T00:00:60Z","id":"a b"}`, "\xef\xbb\xbf{}", `{"status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12"}`, `{"id":1e400}`} {
		fmt.Println(b)
		for _, v := range judge(t, c, "POST", path, b) {
			fmt.Printf("    %s | %s | %s | found %s want %s | %d:%d\n", v.Rule, v.Target, v.Message, v.Found, v.Want, v.Line, v.Column)
		}
	}
	for _, p := range []string{path + "History?$top=0", path + "History?$top=1001&$skiptoken=a.b", path + "History?$top=x&$filter=1", path + "History?$top=%zz", path + "History?$top=1&$top=2", strings.Replace(path, "p1", ".", 1), strings.Replace(path, "p1", "%2F", 1), strings.Replace(path, "p1", "a%ff", 1)} {
		fmt.Println(p)
		for _, v := range judge(t, c, "GET", p, "") {
			fmt.Printf("    %s | %s | %s | found %s want %s | %d:%d\n", v.Rule, v.Target, v.Message, v.Found, v.Want, v.Line, v.Column)
		}
	}
}

func BenchmarkRequest(b *testing.B) {
	c := load(b)
	r := httptest.NewRequest("POST", path, nil)
	r.Header.Set("Content-Type", "application/json")
	body := []byte(valid)
	var many bytes.Buffer
	many.WriteString("{")
	for i := 0; many.Len() < 64000; i++ {
		fmt.Fprintf(&many, `"%d":1,`, i)
	}
	many.WriteString(`"z":1}`)
	for _, tt := range []struct {
		name string
		body []byte
	}{{"valid", body}, {"enum", bytes.Replace(body, []byte("success"), []byte("Success"), 1)}, {"unknown", many.Bytes()}, {"nested", []byte(`{"status":[` + strings.Repeat(`[],`, 20000) + `1]}`)}} {
		b.Run(tt.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				call, err := c.Find(http.MethodPost, path)
				if err != nil {
					b.Fatal(err)
				}
				call.MediaType(r.Header)
				call.Request(r, tt.body)
			}
		})
	}
}
