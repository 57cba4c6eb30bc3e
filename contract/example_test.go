package contract_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"profilestatus.example"
	"profilestatus.example/contract"
)

// Validate a request before it is sent.
func Example() {
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		panic(err)
	}
	body := `{"status":"finished","lastSynchronizationDateTime":"2026-11-23T09:58:12"}`
	r, err := http.NewRequest("POST", "http://localhost:8080/beta/education/synchronizationProfiles/p1/profileStatus", strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	r.Header.Set("Content-Type", "application/json")

	call, err := c.Find(r.Method, r.URL.EscapedPath())
	if err != nil {
		panic(err)
	}
	_, violations := call.Request(r, []byte(body))
	for _, v := range violations {
		fmt.Println(v)
	}
	// Output:
	// /lastSynchronizationDateTime: "2026-11-23T09:58:12" has no zone; end it with Z or an offset such as +02:00.
	// /status: "finished" is not allowed; it must be one of paused, inProgress, success, error, validationError, quarantined, unknownFutureValue.
}

// Let only requests that keep the document through to a handler of net/http.
func ExampleContract_Middleware() {
	c, err := contract.Load([]byte(`
openapi: 3.0.3
info: {title: greetings, version: "1"}
paths:
  /greetings/{name}:
    put:
      parameters: [{name: name, in: path, required: true, schema: {type: string}}]
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string, maxLength: 5}}}}}
      responses: {"200": {description: The greeting.}}
`))
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /greetings/{name}", func(w http.ResponseWriter, r *http.Request) {
		greeting := contract.BodyValue(r).(map[string]any) // as the document says
		fmt.Fprintf(w, "%s, %s!\n", greeting["text"], r.PathValue("name"))
	})
	ts := httptest.NewServer(c.Middleware()(mux))
	defer ts.Close()

	for _, body := range []string{`{"text":"Hello"}`, `{"text":"Good morning"}`} {
		r, err := http.NewRequest("PUT", ts.URL+"/greetings/Ada", strings.NewReader(body))
		if err != nil {
			panic(err)
		}
		r.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			panic(err)
		}
		answer, err := io.ReadAll(resp.Body)
		if err != nil {
			panic(err)
		}
		_ = resp.Body.Close()
		fmt.Print(string(answer))
	}
	// Output:
	// Hello, Ada!
	// {"title":"Bad Request","status":400,"detail":"/text: \"Good morning\" is not allowed: maximum string length is 5.","violations":[{"code":"maxLength","target":"/text","message":"\"Good morning\" is not allowed: maximum string length is 5."}]}
}
