package memory_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"

	"profilestatus.example/store"
	"profilestatus.example/store/memory"
	"profilestatus.example/store/storetest"
)

func TestMemory(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store {
		return memory.New(memory.DefaultMaxRecords)
	})
}

// A full memory refuses creates until something is deleted, and says so.
func TestMemoryBound(t *testing.T) {
	const bound = 3
	m := memory.New(bound)
	add := func(profileID, id string) error {
		return m.Create(t.Context(), store.Record{Key: store.Key{Tenant: "t", Profile: profileID}, ID: id, Status: "paused", LastSynchronization: time.Unix(0, 0).UTC()})
	}
	for i := range bound {
		if err := m.Ping(t.Context()); err != nil {
			t.Errorf("Ping() with %d of %d records = %v, want nil", i, bound, err)
		}
		if err := add(strconv.Itoa(i%2), strconv.Itoa(i)); err != nil {
			t.Fatalf("Create() of record %d of %d = %v, want nil", i+1, bound, err)
		}
	}
	for _, profileID := range []string{"0", "new"} {
		if err := add(profileID, "x"); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("Create(%s/x) in a full memory = %v, want ErrUnavailable", profileID, err)
		}
		if _, err := m.Find(t.Context(), store.Key{Tenant: "t", Profile: profileID}, "x"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Find(%s/x) = %v, want ErrNotFound: the create was refused", profileID, err)
		}
	}
	if err := add("0", "0"); !errors.Is(err, store.ErrConflict) {
		t.Errorf("Create() of a taken id in a full memory = %v, want ErrConflict: trying later is of no use", err)
	}
	if err := m.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Ping() of a full memory = %v, want ErrUnavailable", err)
	}

	if err := m.Delete(t.Context(), store.Key{Tenant: "t", Profile: "0"}); err != nil {
		t.Fatal(err)
	}
	if err := m.Ping(t.Context()); err != nil {
		t.Errorf("Ping() after a delete = %v, want nil", err)
	}
	if err := add("0", "x"); err != nil {
		t.Errorf("Create() after a delete = %v, want nil", err)
	}

	for range 2 { // what is deleted twice does not count twice
		if err := m.DeleteTenant(t.Context(), "t"); err != nil {
			t.Fatal(err)
		}
	}
	for i := range bound {
		if err := add(strconv.Itoa(i%2), strconv.Itoa(i)); err != nil {
			t.Errorf("Create() of record %d of %d after DeleteTenant = %v, want nil", i+1, bound, err)
		}
	}
	if err := add("new", "x"); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Create() in a memory that is full again = %v, want ErrUnavailable", err)
	}
}

func TestNewPanics(t *testing.T) {
	tests := []struct {
		max    int
		want   bool
		reason string
	}{
		{-1, true, "a store cannot owe records"},
		{0, true, "such a store could hold nothing"},
		{1, false, "one record is a use"},
	}
	for _, tt := range tests {
		func() {
			defer func() {
				if got := recover() != nil; got != tt.want {
					t.Errorf("New(%d) panicked: %t, want %t\nreason: %s", tt.max, got, tt.want, tt.reason)
				}
			}()
			memory.New(tt.max)
		}()
	}
}

// What is kept must not be a piece of a request, whose memory would stay as long
// as the record.
func TestMemoryKeepsNoRequest(t *testing.T) {
	request := strings.Repeat("tenant-profile-id-status-", 4)
	part := func(name string) string {
		i := strings.Index(request, name)
		return request[i : i+len(name)]
	}
	given := store.Record{
		Key: store.Key{Tenant: part("tenant"), Profile: part("profile")},
		ID:  part("id"), Status: part("status"), LastSynchronization: time.Unix(0, 0).UTC(),
	}
	m := memory.New(1)
	if err := m.Create(t.Context(), given); err != nil {
		t.Fatal(err)
	}
	page, _, err := m.List(t.Context(), store.Key{Tenant: "tenant", Profile: "profile"}, 0, 1)
	if err != nil || len(page) != 1 {
		t.Fatalf("List() = %v, %v, want one record", page, err)
	}
	for name, pair := range map[string][2]string{
		"tenant": {page[0].Tenant, given.Tenant}, "profile": {page[0].Profile, given.Profile},
		"id": {page[0].ID, given.ID}, "status": {page[0].Status, given.Status},
	} {
		if unsafe.StringData(pair[0]) == unsafe.StringData(pair[1]) {
			t.Errorf("the %s is kept in the memory of the request", name)
		}
	}
}

// A status is kept once, however many records have it.
func TestMemoryKeepsStatusOnce(t *testing.T) {
	m, k := memory.New(2), store.Key{Tenant: "t", Profile: "p"}
	for i, status := range []string{"paused", strings.Clone("paused")} {
		if err := m.Create(t.Context(), store.Record{Key: k, ID: strconv.Itoa(i), Status: status}); err != nil {
			t.Fatal(err)
		}
	}
	page, _, err := m.List(t.Context(), k, 0, 2)
	if err != nil || len(page) != 2 {
		t.Fatalf("List() = %v, %v, want two records", page, err)
	}
	if unsafe.StringData(page[0].Status) != unsafe.StringData(page[1].Status) {
		t.Error("the same status is in two places")
	}
}
