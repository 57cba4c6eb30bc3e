// Package storetest has a test suite for implementations of [store.Store].
package storetest

import (
	"errors"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/store"
)

// races is more than 1 in make races.
var races = flag.Int("races", 1, "how many `times` as many rounds concurrent calls of a store are tried for")

// Rounds returns how many rounds of concurrent calls a test runs, where n rounds are
// enough to find most bugs.
func Rounds(n int) int { return n * *races }

// Run runs the test suite. Every test calls open for an empty store, which open must
// close with [testing.T.Cleanup]. The store must have space for 10,000 records. Tests
// run in parallel; also run them with the race detector.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	tests := []struct {
		name   string
		test   func(*testing.T, store.Store)
		reason string
	}{
		{"Empty", testEmpty, "a profile that nobody wrote to exists and has no records"},
		{"RoundTrip", testRoundTrip, "what is read is what was created, to the nanosecond"},
		{"IDs", testIDs, "every legal id is told from every other"},
		{"Conflict", testConflict, "a taken id changes nothing"},
		{"TwoProfiles", testTwoProfiles, "an id is unique within its profile only"},
		{"TwoTenants", testTwoTenants, "tenants share nothing, not even where all names are alike"},
		{"Newest", testNewest, "newest is the last created, whatever its time says"},
		{"Pages", testPages, "pages of every size make the same list"},
		{"PagesWhileCreating", testPagesWhileCreating, "following the places shows what was there at the first call"},
		{"Delete", testDelete, "a delete is seen at once and frees the ids"},
		{"DeleteNothing", testDeleteNothing, "deleting nothing is not an error"},
		{"DeleteBetweenPages", testDeleteBetweenPages, "an old position is harmless"},
		{"DeleteMany", testDeleteMany, "a large profile goes like a small one"},
		{"Profiles", testProfiles, "the names of a tenant come in the order of their bytes, by pages of every size"},
		{"ProfilesOfSome", testProfilesOfSome, "a profile is listed while it has records, and by its tenant only"},
		{"ProfilesWhileWriting", testProfilesWhileWriting, "following the names meets whatever stays"},
		{"Tenants", testTenants, "the names of tenants come in the order of their bytes, by pages of every size"},
		{"ExpireOld", testExpireOld, "what a mark tells to be old goes, oldest first, and nothing else"},
		{"ExpireSurplus", testExpireSurplus, "the newest of each history stay"},
		{"ExpireBoth", testExpireBoth, "both bounds hold"},
		{"ExpireManyProfiles", testExpireManyProfiles, "no profile is left out, however many there are"},
		{"ExpireMarks", testMarks, "there is one mark in an interval"},
		{"PagesWhileExpiring", testPagesWhileExpiring, "paging fails not, repeats nothing and meets what stays"},
		{"ExpireRace", testExpireRace, "creates, deletes and expiry at once leave a sound history"},
		{"DeleteTenant", testDeleteTenant, "a tenant goes as a whole and takes nothing along"},
		{"DeleteTenantAtOnce", testDeleteTenantAtOnce, "no reader sees a part of a tenant"},
		{"DeleteTenantRace", testDeleteTenantRace, "what was answered before is gone, what began afterwards is kept"},
		{"MixedBatch", testMixedBatch, "writes of all kinds at once have each its own outcome"},
		{"TenantRace", testTenantRace, "tenants do not meet, not even in the same breath"},
		{"AnsweredOrder", testAnsweredOrder, "a create that began after an answer comes after it"},
		{"SameIDRace", testSameIDRace, "of concurrent creates with one id exactly one wins"},
		{"DeleteRace", testDeleteRace, "creates and deletes at once leave a sound history"},
		{"Cancelled", testCancelled, "a context that has ended stores nothing"},
		{"CancelRace", testCancelRace, "a create whose context ends is either stored or refused, and its caller knows which"},
		{"Ping", testPing, "a store that can write says so"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			t.Parallel()
			defer func() {
				if t.Failed() {
					t.Logf("reason: %s", tt.reason)
				}
			}()
			tt.test(t, open(t))
		})
	}
}

// base is the time of the records whose time does not matter.
var base = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// tenant is the one of all records whose tenant does not matter.
const tenant = "t"

func key(profileID string) store.Key { return store.Key{Tenant: tenant, Profile: profileID} }

// record returns a record of a profile.
func record(profileID, id string) store.Record {
	return store.Record{Key: key(profileID), ID: id, Status: "inProgress", LastSynchronization: base}
}

// fill creates n records with the ids "0", "1" and so on and returns them,
// oldest first.
func fill(t *testing.T, s store.Store, profileID string, n int) []store.Record {
	t.Helper()
	all := make([]store.Record, n)
	for i := range all {
		all[i] = record(profileID, fmt.Sprint(i))
		create(t, s, all[i])
	}
	return all
}

func create(t *testing.T, s store.Store, r store.Record) {
	t.Helper()
	if err := s.Create(t.Context(), r); err != nil {
		t.Fatalf("Create(%s/%s) = %v, want nil", r.Profile, r.ID, err)
	}
}

// list returns all records of a profile, newest first, read by pages. It fails
// the test when a page is larger than limit or the pages do not come to an end.
func list(t *testing.T, s store.Store, profileID string, limit int) []store.Record {
	t.Helper()
	var all []store.Record
	var from store.Position
	for range 100_000 {
		page, next, err := s.List(t.Context(), key(profileID), from, limit)
		if err != nil {
			t.Fatalf("List(%s, %d, %d) = %v, want nil", profileID, from, limit, err)
		}
		if len(page) > limit {
			t.Fatalf("List(%s, %d, %d) gave %d records", profileID, from, limit, len(page))
		}
		all = append(all, page...)
		if next == 0 {
			return all
		}
		if len(page) == 0 {
			t.Fatalf("List(%s, %d, %d) gave no record and yet a place after it", profileID, from, limit)
		}
		from = next
	}
	t.Fatalf("List(%s) by %d has no end", profileID, limit)
	return nil
}

// expect fails the test when the history of a profile, newest first, is not
// want, by List as well as by Newest.
func expect(t *testing.T, s store.Store, profileID string, want ...store.Record) {
	t.Helper()
	got := list(t, s, profileID, 100)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("List(%s) mismatch (-want +got):\n%s", profileID, diff)
	}
	newest, err := s.Newest(t.Context(), key(profileID))
	if len(want) == 0 {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Newest(%s) = %v, %v, want ErrNotFound", profileID, newest, err)
		}
		return
	}
	if err != nil {
		t.Errorf("Newest(%s) = %v, want nil", profileID, err)
	} else if diff := cmp.Diff(want[0], newest); diff != "" {
		t.Errorf("Newest(%s) mismatch (-want +got):\n%s", profileID, diff)
	}
}

// expectFound fails the test when Find does not return want.
func expectFound(t *testing.T, s store.Store, want store.Record) {
	t.Helper()
	got, err := s.Find(t.Context(), want.Key, want.ID)
	if err != nil {
		t.Errorf("Find(%s, %s) = %v, want nil", want.Profile, want.ID, err)
	} else if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Find(%s, %s) mismatch (-want +got):\n%s", want.Profile, want.ID, diff)
	}
}

// expectMissing fails the test when Find finds something.
func expectMissing(t *testing.T, s store.Store, profileID, id string) {
	t.Helper()
	if got, err := s.Find(t.Context(), key(profileID), id); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Find(%s, %s) = %v, %v, want ErrNotFound", profileID, id, got, err)
	}
}
