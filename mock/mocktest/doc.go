// Package mocktest runs a mock of the API in the process of a Go test, in three lines:
//
//	m := mocktest.New(t)
//	m.Rule(mocktest.Answer(429).RetryAfter(1).Times(1).Operation("createProfileStatus"))
//	err := yourclient.New(m.URL).Create(t.Context(), …)
//
// m.URL is the base URL of a tenant that only this test uses, so tests and subtests may
// run in parallel. When the test ends, the tenant is deleted with its rules and its
// clock, and the test fails if its client broke the contract, or sent no request.
//
// # One mock for all tests
//
// The tests of a process share one mock, which the first test starts and which runs
// until the process ends, since a tenant starts about 30 times as fast as a mock. A
// test that needs other options, or counts goroutines, uses a mock of its own, see
// [WithMock].
//
// # Refusals
//
// A test in which the client breaks the contract on purpose says so in the header
// of its request, see [journal.ExpectHeader].
package mocktest
