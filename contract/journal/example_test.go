package journal_test

import (
	"fmt"
	"net/http"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// Record what was seen of an exchange, and ask who broke the contract.
func Example() {
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		panic(err)
	}
	j, err := journal.New(c)
	if err != nil {
		panic(err)
	}
	j.Record(&journal.Observation{Exchange: contract.Exchange{
		Method:        "GET",
		Target:        "/beta/education/synchronizationProfiles/p1/profileStatusHistory?$top=0",
		RequestHeader: http.Header{"Authorization": {"Bearer secret"}},
		// No Status: there was no answer.
	}})
	fmt.Println(j.Assert("", contract.InResponse))
	fmt.Println(j.Assert("", contract.InRequest))
	fmt.Println(j.Entries("")[0].RequestHeader["Authorization"])
	// Output:
	// <nil>
	// the contract was broken, by 1 of 1 requests and by 0 of 1 responses
	// 1 × request: GET /beta/education/synchronizationProfiles/p1/profileStatusHistory?$top=0: query/$top: 0 is not allowed: number must be at least 1.
	// [Bearer [redacted]]
}
