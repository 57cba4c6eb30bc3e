// Package mock is a test double of the API: a [server.Server] in which each tenant has
// its own statuses, rules, clock and journal, so that test suites can share one process
// without affecting each other.
//
//	m, err := mock.New()
//	if err != nil {
//		t.Fatal(err)
//	}
//	ts := httptest.NewServer(m)
//	t.Cleanup(ts.Close)
//
// The API of the tenant "default" is then at ts.URL + "/beta", that of a tenant
// "suite-7" at ts.URL + "/tenants/suite-7/beta". In a test, package mocktest does this
// in three lines.
//
// # Control
//
// The control API of a mock has its own OpenAPI document, see [OpenAPI], and is served
// beside the API under the same base: /__mock/ and /__contract/. Package control is
// generated from the document, and control/client is its client.
//
// # Tenants
//
// The tenant of a request is the claim tid of its token, the tenant in the path, or
// [store.DefaultTenant]. A request whose token and path have different tenants is
// refused with 403. A tenant is created by its first authenticated request.
//
// # Bounds
//
// There are at most [DefaultMaxTenants] tenants, each with at most [rule.Max] rules and
// a journal of [DefaultJournalBytes], unless options have other limits. Everything
// except the statuses is kept in memory and lost when the process ends.
package mock
