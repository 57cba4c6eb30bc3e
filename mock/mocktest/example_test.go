package mocktest_test

import (
	"fmt"
	"net/http"
	"strings"

	"profilestatus.example/mock/mocktest"
)

func ExampleNew() {
	t := &fake{name: "TestThrottled"} // in a test, its *testing.T
	defer t.end()

	m := mocktest.New(t)
	m.Rule(mocktest.Answer(429).RetryAfter(1).Times(1).Operation("createProfileStatus"))

	for range 2 {
		r, err := http.NewRequest("POST", m.URL+"/education/synchronizationProfiles/school-1/profileStatus",
			strings.NewReader(`{"status":"success","lastSynchronizationDateTime":"2026-11-23T10:58:12+01:00"}`))
		if err != nil {
			t.Fatalf("%v", err)
		}
		r.Header.Set("Authorization", "Bearer any-token")
		r.Header.Set("Content-Type", "application/json")
		resp, err := m.Client().Do(r)
		if err != nil {
			t.Fatalf("%v", err)
		}
		resp.Body.Close()
		fmt.Println(resp.Status, resp.Header.Get("Retry-After"))
	}
	// Output:
	// 429 Too Many Requests 1
	// 201 Created
}
