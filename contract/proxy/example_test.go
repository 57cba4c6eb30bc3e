package proxy_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/proxy"
	"profilestatus.example/server"
)

// Put a proxy between a client and a server, and ask afterwards who broke the
// contract.
func Example() {
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		panic(err)
	}
	j, err := journal.New(c)
	if err != nil {
		panic(err)
	}
	srv, err := server.New()
	if err != nil {
		panic(err)
	}
	back := httptest.NewServer(srv) // or a server of your own
	defer back.Close()
	p, err := proxy.New(j, back.URL)
	if err != nil {
		panic(err)
	}
	front := httptest.NewServer(p)
	defer front.Close()

	r, err := http.NewRequest("POST", front.URL+"/beta/education/synchronizationProfiles/p1/profileStatus",
		strings.NewReader(`{"status":"done","lastSynchronizationDateTime":"2026-11-23T10:58:12+01:00"}`))
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
	fmt.Println(resp.Status, "-", resp.Header.Get("X-Contract-Violations"))
	fmt.Println(j.Assert("", contract.InResponse))
	fmt.Println(j.Assert("", contract.InRequest) != nil)
	// Output:
	// 400 Bad Request - 1; request enum
	// <nil>
	// true
}
