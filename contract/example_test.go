package contract_test

import (
	"fmt"
	"net/http"
	"strings"

	"profilestatus.example"
	"profilestatus.example/contract"
)

// Judge a request before it is sent.
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
