package storetest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/store"
)

// tenants returns all tenants, read by pages.
func tenants(t *testing.T, s store.Store, limit int) []string {
	t.Helper()
	var all []string
	for after := ""; ; after = all[len(all)-1] {
		page, err := s.Tenants(t.Context(), after, limit)
		if err != nil || len(page) > limit {
			t.Fatalf("Tenants(%q, %d) = %q, %v, want nil", after, limit, page, err)
		}
		all = append(all, page...)
		if len(page) < limit {
			return all
		}
	}
}

func testTenants(t *testing.T, s store.Store) {
	expect := func(want ...string) {
		t.Helper()
		for _, limit := range []int{1, 2, len(want) + 1, 1000} {
			if diff := cmp.Diff(want, tenants(t, s, limit)); diff != "" {
				t.Errorf("Tenants() by %d mismatch (-want +got):\n%s", limit, diff)
			}
		}
	}
	expect()
	names := []string{"%", "10", "9", "A", "_", "a", "a b", "a.", "ab", "null", "\u00e4", "\uFFFD", "\U0001F600"}
	slices.Sort(names)
	for i := range names {
		for _, profile := range []string{"p", "q"} {
			r := record(profile, "0")
			r.Tenant = names[len(names)-1-i]
			create(t, s, r)
		}
	}
	expect(names...)
	for _, after := range []string{"", "a", "a!", "zzz", "\U0010FFFF"} { // some of which name no tenant
		i, found := slices.BinarySearch(names, after)
		if found {
			i++
		}
		rest := names[i:]
		if got, err := s.Tenants(t.Context(), after, 3); err != nil || !slices.Equal(got, rest[:min(3, len(rest))]) {
			t.Errorf("Tenants(%q) = %q, %v, want the first 3 of %q", after, got, err, rest)
		}
	}
	deleteTenant(t, s, "a")
	if err := s.Delete(t.Context(), store.Key{Tenant: "9", Profile: "p"}); err != nil {
		t.Fatal(err)
	}
	expect(slices.DeleteFunc(names, func(name string) bool { return name == "a" })...)
}
