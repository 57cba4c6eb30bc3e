// Package mock is a test double of the API: a [server.Server] whose statuses,
// rules, clock and journal are those of one tenant each, so that test suites
// share one process and do not meet.
//
//	m, err := mock.New()
//	if err != nil {
//		t.Fatal(err)
//	}
//	ts := httptest.NewServer(m)
//	t.Cleanup(ts.Close)
//
// The API of the tenant "default" is then at ts.URL + "/beta", that of a tenant
// "suite-7" at ts.URL + "/tenants/suite-7/beta". Package mocktest does the same
// for a test in three lines.
//
// # Control
//
// What controls a mock is described by a document of its own, see [OpenAPI], and
// served beside the API under the same base: /__mock/ and /__contract/. Package
// control is generated from it, and control/client is its client.
//
// # Tenants
//
// The tenant of a request is the one that its token names by the claim tid, or
// the one that the path names, or [store.DefaultTenant]. A request with both is
// refused with 403 when they differ. A tenant begins with the first request that
// was let in.
//
// # Bounds
//
// There are at most [DefaultMaxTenants] tenants, each with at most [rule.Max]
// rules and a journal of [DefaultJournalBytes], unless options say otherwise. All
// of it but the statuses is kept in memory and ends with the process.
package mock
