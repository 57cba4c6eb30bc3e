package mock_test

import (
	"testing"

	"profilestatus.example/mock"
)

// TestResetOfEverything: a reset takes what tenants have stored before the start,
// also where there is room for few tenants at a time.
func TestResetOfEverything(t *testing.T) {
	records := openSQLite(t, t.TempDir()+"/statuses.db")
	restarted := func() string {
		m, err := mock.New(mock.WithLimits(mock.Limits{Tenants: 3, Statuses: 1}), mock.WithStore(records, "sqlite"))
		if err != nil {
			t.Fatal(err)
		}
		return serve(t, m)
	}
	for _, tenants := range [][2]string{{"a", "b"}, {"c", "d"}} {
		base := restarted()
		for _, name := range tenants {
			take(t, base, []step{{"POST", "/tenants/" + name + "/beta" + profile, statusOf("1"), 201, "", "something to reset"}})
		}
	}
	take(t, restarted(), []step{
		{"GET", "/tenants/a/beta" + profile, "", 200, "", "it outlives the process"},
		{"DELETE", "/__mock/tenants", "", 204, "", "of those that were used and of the others"},
		{"POST", "/tenants/a/beta" + profile, statusOf("1"), 201, "", "it has nothing any more"},
		{"GET", "/tenants/b/beta" + profile, "", 404, "no status", "nor has one that was not used since"},
	})
	take(t, restarted(), []step{
		{"GET", "/tenants/c/beta" + profile, "", 404, "no status", "for good"},
		{"GET", "/tenants/d/beta" + profile, "", 404, "no status", "for good"},
	})
}
