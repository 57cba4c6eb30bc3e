package storetest

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"profilestatus.example/store"
)

func testEmpty(t *testing.T, s store.Store) {
	expect(t, s, "p")
	expectMissing(t, s, "p", "a")
}

func testRoundTrip(t *testing.T, s store.Store) {
	rows := []struct {
		name   string
		status string
		time   time.Time
		reason string
	}{
		{"whole second", "paused", base, "the plain case"},
		{"nanosecond", "inProgress", base.Add(1), "clients with nine digits get them back"},
		{"last nanosecond", "success", base.Add(-1), "nothing is rounded up"},
		{"epoch", "error", time.Unix(0, 0).UTC(), "zero is a time like any other"},
		{"before the epoch", "validationError", time.Unix(-1, 999_999_999).UTC(), "seconds may be negative, nanoseconds not"},
		{"first", "quarantined", time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), "year 0001 is out of reach of 64 bits of nanoseconds"},
		{"last", "unknownFutureValue", time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), "so is year 9999"},
	}
	for _, row := range rows {
		want := store.Record{Key: key(row.name), ID: "a", Status: row.status, LastSynchronization: row.time}
		create(t, s, want)
		expectFound(t, s, want)
		expect(t, s, row.name, want)
		got, err := s.Newest(t.Context(), key(row.name))
		if err != nil || got.LastSynchronization.Location() != time.UTC {
			t.Errorf("Newest(%s) = %v, %v, want a time in UTC", row.name, got, err)
		}
		if t.Failed() {
			t.Fatalf("%s: reason: %s", row.name, row.reason)
		}
	}
}

func testIDs(t *testing.T, s store.Store) {
	rows := []struct{ id, reason string }{
		{"a", "the plain case"},
		{"A", "ids differ by case"},
		{"~", "tilde is legal"},
		{"-", "so is a hyphen alone"},
		{"_", "an underscore is no wildcard"},
		{"__", "nor are two"},
		{"a.", "a full stop may end an id"},
		{"a..b", "or stand twice"},
		{"0", "digits are text"},
		{"00", "and leading zeros count"},
		{"1e3", "this is no number"},
		{"1000", "and not the same as that"},
		{"null", "nor is this a null"},
		{"0195d2f0-7c1e-7abc-8def-0123456789ab", "what the server makes"},
		{"0195D2F0-7C1E-7ABC-8DEF-0123456789AB", "a UUID keeps its case"},
		{"0195d2f07c1e7abc8def0123456789ab", "and its hyphens"},
		{strings.Repeat("x", 127), "one less than the longest"},
		{strings.Repeat("x", 128), "the longest"},
	}
	var wg sync.WaitGroup
	for _, profile := range rows {
		wg.Go(func() {
			for _, r := range rows {
				if err := s.Create(t.Context(), record(profile.id, r.id)); err != nil {
					t.Errorf("Create(%s/%s) = %v, want nil, reason: %s", profile.id, r.id, err, r.reason)
				}
			}
		})
	}
	wg.Wait()
	for _, profile := range rows {
		if got := list(t, s, profile.id, len(rows)); len(got) != len(rows) {
			t.Errorf("List(%s) gave %d records, want %d, reason: %s", profile.id, len(got), len(rows), profile.reason)
		}
		for _, r := range rows {
			expectFound(t, s, record(profile.id, r.id))
		}
	}
}

func testConflict(t *testing.T, s store.Store) {
	first := record("p", "a")
	second := record("p", "b")
	create(t, s, first)
	create(t, s, second)
	again := store.Record{Key: key("p"), ID: "a", Status: "error", LastSynchronization: base.Add(time.Hour)}
	for _, r := range []store.Record{again, first} { // a repetition is a conflict too
		if err := s.Create(t.Context(), r); !errors.Is(err, store.ErrConflict) {
			t.Errorf("Create(%v) = %v, want ErrConflict", r, err)
		}
		expect(t, s, "p", second, first)
		expectFound(t, s, first)
	}
	third := record("p", "c")
	create(t, s, third)
	expect(t, s, "p", third, second, first)
}

func testTwoProfiles(t *testing.T, s store.Store) {
	one, two := record("p", "a"), record("q", "a")
	two.Status = "success"
	create(t, s, one)
	expectMissing(t, s, "q", "a")
	create(t, s, two)
	expect(t, s, "p", one)
	expect(t, s, "q", two)
	expectFound(t, s, one)
	expectFound(t, s, two)
	expectMissing(t, s, "P", "a")
	expectMissing(t, s, "p", "A")
}

func testPing(t *testing.T, s store.Store) {
	for range 2 {
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("Ping() = %v, want nil", err)
		}
		create(t, s, record("p", t.Name()))
		if err := s.Delete(t.Context(), key("p")); err != nil {
			t.Errorf("Delete(p) = %v, want nil", err)
		}
	}
}

func testTwoTenants(t *testing.T, s store.Store) {
	one := record("p", "a")
	other := one
	other.Tenant, other.Status = tenant+"2", "success"
	create(t, s, one)
	if got, err := s.Newest(t.Context(), other.Key); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Newest() of another tenant = %v, %v, want ErrNotFound", got, err)
	}
	create(t, s, other)
	expectFound(t, s, one)
	expectFound(t, s, other)
	if got, next, err := s.List(t.Context(), other.Key, 0, 10); err != nil || next != 0 || len(got) != 1 || got[0] != other {
		t.Errorf("List() of another tenant = %v, %d, %v, want its one record", got, next, err)
	}
	// A name that ends where the other begins is not the same key.
	moved := store.Record{Key: store.Key{Tenant: tenant + "p", Profile: ""}, ID: "a", Status: "error", LastSynchronization: base}
	create(t, s, moved)
	if err := s.Delete(t.Context(), other.Key); err != nil {
		t.Fatal(err)
	}
	expectFound(t, s, one)
	expectFound(t, s, moved)
	if got, err := s.Find(t.Context(), other.Key, "a"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Find() after the delete = %v, %v, want ErrNotFound", got, err)
	}
	expect(t, s, "p", one)
}
