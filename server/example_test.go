package server_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"profilestatus.example/server"
)

// Use the service in a Go test, without a process of its own.
func ExampleNew() {
	srv, err := server.New()
	if err != nil {
		panic(err)
	}
	ts := httptest.NewServer(srv)
	defer ts.Close()

	r, err := http.NewRequest("POST", ts.URL+"/beta/education/synchronizationProfiles/p1/profileStatus",
		strings.NewReader(`{"id":"s1","status":"success","lastSynchronizationDateTime":"2026-11-23T10:58:12+01:00"}`))
	if err != nil {
		panic(err)
	}
	r.Header.Set("Authorization", "Bearer any-token")
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s\n%s", resp.Status, body)
	// Output:
	// 201 Created
	// {"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus","id":"s1","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}
}
