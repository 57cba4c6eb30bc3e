package check_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	"profilestatus.example"
	"profilestatus.example/contract/check"
	"profilestatus.example/server"
)

// Check a handler of your own in a test.
func ExampleRun() {
	srv, err := server.New()
	if err != nil {
		panic(err)
	}
	ts := httptest.NewServer(srv)
	defer ts.Close()

	r, err := check.Run(context.Background(), check.Config{
		Base:     ts.URL + "/beta",
		Document: []byte(profilestatus.OpenAPI()),
		Seed:     42,
	})
	if err != nil {
		panic(err) // it could not run
	}
	for _, f := range r.Findings {
		fmt.Println(f.Operation, f.Violation)
	}
	fmt.Println("holds:", r.Holds())
	// Output:
	// holds: true
}
