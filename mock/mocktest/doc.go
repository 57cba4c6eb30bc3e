// Package mocktest gives a Go test a mock of the API within its own process, in
// three lines:
//
//	m := mocktest.New(t)
//	m.Rule(mocktest.Answer(429).RetryAfter(1).Times(1).Operation("createProfileStatus"))
//	err := yourclient.New(m.URL).Create(t.Context(), …)
//
// m.URL is the base URL of a tenant that belongs to this test alone, so tests and
// subtests may be parallel. What the tenant holds, its rules and its clock end with
// the test. The test then fails if its client broke the contract, or sent nothing.
//
// # One mock for all tests
//
// The tests of a process share one mock, which the first of them starts and which
// ends with the process: a tenant takes about a thirtieth of the time that a mock
// takes to start. A test that wants other options, or counts goroutines, takes a
// mock of its own, see [WithMock].
//
// # Refusals
//
// A test in which the client breaks the contract on purpose says so in the header
// of its request, see [journal.ExpectHeader].
package mocktest
