package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/store"
)

// profiles returns all profiles of a tenant, read by pages. It fails the test
// when a page is larger than limit or the names are not in order.
func profiles(t *testing.T, s store.Store, tenant string, limit int) []string {
	t.Helper()
	var all []string
	after := ""
	for {
		page, err := s.Profiles(t.Context(), tenant, after, limit)
		if err != nil {
			t.Fatalf("Profiles(%s, %q, %d) = %v, want nil", tenant, after, limit, err)
		}
		if len(page) > limit {
			t.Fatalf("Profiles(%s, %q, %d) gave %d names", tenant, after, limit, len(page))
		}
		for _, name := range page {
			if name <= after {
				t.Fatalf("Profiles(%s) gave %q behind %q", tenant, name, after)
			}
			after = name
		}
		all = append(all, page...)
		if len(page) < limit {
			return all
		}
	}
}

func testProfiles(t *testing.T, s store.Store) {
	rows := []struct{ name, reason string }{
		{"a", "the plain case"},
		{"ab", "what begins like another one comes behind it"},
		{"a.", "punctuation counts"},
		{"a b", "a space is no padding"},
		{"a ", "nor at the end"},
		{"B", "capitals come before small letters"},
		{"b", "and differ from them"},
		{"%", "a percent sign is no wildcard"},
		{"_", "an underscore is none"},
		{"*", "an asterisk is none"},
		{"'", "a quote ends nothing"},
		{`"`, "nor do two"},
		{`\`, "a backslash escapes nothing"},
		{"{,}", "braces and commas make no array"},
		{"null", "a word is a word"},
		{"NULL", "in capitals, too"},
		{"10", "digits are text"},
		{"9", "which is not sorted as a number"},
		{"\x01", "the first character that a name can have"},
		{"\n", "a line may end"},
		{"ä", "no language sorts"},
		{"a\u0308", "nothing is normalized"},
		{"\uFFFD", "a letter of three bytes"},
		{"\U0001F600", "comes before one of four, unlike in UTF-16"},
		{strings.Repeat("x", 128), "the longest name that the service lets through"},
	}
	want := make([]string, 0, len(rows))
	for _, r := range rows {
		if err := s.Create(t.Context(), record(r.name, "a")); err != nil {
			t.Fatalf("Create(%q) = %v, want nil, reason: %s", r.name, err, r.reason)
		}
		want = append(want, r.name)
	}
	slices.Sort(want)
	for _, limit := range []int{1, 2, 3, len(want) - 1, len(want), len(want) + 1, 1 << 30} {
		if diff := cmp.Diff(want, profiles(t, s, tenant, limit)); diff != "" {
			t.Errorf("Profiles() by %d mismatch (-want +got):\n%s", limit, diff)
		}
	}
	for _, after := range []string{"", "a", "a!", "aa", "zzz", "\U0010FFFF"} { // some of which name no profile
		i, found := slices.BinarySearch(want, after)
		if found {
			i++
		}
		got, err := s.Profiles(t.Context(), tenant, after, 3)
		if rest := want[i:]; err != nil || !slices.Equal(got, rest[:min(3, len(rest))]) {
			t.Errorf("Profiles(%q) = %q, %v, want the first 3 of %q", after, got, err, rest)
		}
	}
	if got, err := s.Profiles(t.Context(), tenant, "", 0); len(got) != 0 || err != nil {
		t.Errorf("Profiles() up to none = %q, %v, want none", got, err)
	}
}

func testProfilesOfSome(t *testing.T, s store.Store) {
	expectProfiles := func(tenant string, want ...string) {
		t.Helper()
		if got := profiles(t, s, tenant, 10); !slices.Equal(got, want) {
			t.Errorf("Profiles(%q) = %q, want %q", tenant, got, want)
		}
	}
	expectProfiles(tenant)
	create(t, s, record("p", "a"))
	create(t, s, record("p", "b"))
	create(t, s, record("q", "a"))
	for _, other := range []string{"", tenant + "2", strings.ToUpper(tenant), "%"} {
		expectProfiles(other)
		r := record("of "+other, "a")
		r.Tenant = other
		create(t, s, r)
		expectProfiles(other, r.Profile)
	}
	expectProfiles(tenant, "p", "q")
	if err := s.Delete(t.Context(), key("p")); err != nil {
		t.Fatal(err)
	}
	expectProfiles(tenant, "q")
	create(t, s, record("p", "a"))
	expectProfiles(tenant, "p", "q")
}

// testProfilesWhileWriting has profiles come and go between those that stay.
func testProfilesWhileWriting(t *testing.T, s store.Store) {
	const stay = 40
	var want []string
	for i := range stay {
		want = append(want, fmt.Sprintf("%02d", i))
		create(t, s, record(want[i], "a"))
	}
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
			}
			passing := fmt.Sprintf("%02d-", i%stay)
			err := s.Create(t.Context(), record(passing, "a"))
			if err == nil {
				err = s.Delete(t.Context(), key(passing))
			}
			if err != nil {
				stopped <- err
				return
			}
		}
	}()
	for _, limit := range []int{1, 2, 7, 39, 1000, 3, 1} {
		got := slices.DeleteFunc(profiles(t, s, tenant, limit), func(name string) bool { return strings.HasSuffix(name, "-") })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Profiles() by %d without what came and went mismatch (-want +got):\n%s", limit, diff)
		}
	}
	close(stop)
	if err := <-stopped; err != nil {
		t.Errorf("writing meanwhile = %v, want nil", err)
	}
}
