package retention

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"profilestatus.example/store"
	"profilestatus.example/store/memory"
)

func TestInterval(t *testing.T) {
	for _, tt := range []struct {
		policy Policy
		want   time.Duration
		reason string
	}{
		{Policy{Last: 5}, time.Minute, "numbers are looked at each minute"},
		{Policy{Age: 100 * time.Hour}, time.Hour, "an age is kept to one in a hundred"},
		{Policy{Age: 100 * time.Hour, Last: 5}, time.Minute, "the shorter one of both"},
		{Policy{Age: 10 * time.Minute, Last: 5}, 6 * time.Second, "which may be that of the age"},
		{Policy{Age: 100_000 * time.Hour, Last: 5}, 10 * time.Hour, "notes must reach back to the age"},
		{Policy{Age: time.Second}, 100 * time.Millisecond, "a short age does not keep the store busy"},
	} {
		if got := tt.policy.interval(); got != tt.want {
			t.Errorf("%+v: interval %v, want %v; %s", tt.policy, got, tt.want, tt.reason)
		}
	}
}

// TestRun creates a status each hour for six days, and keeps two days.
func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		records := memory.New(1000)
		s := New(records, Policy{Age: 48 * time.Hour}, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go s.Run(ctx)
		key := store.Key{Tenant: "t", Profile: "p"}
		for i := range 144 {
			if err := records.Create(ctx, store.Record{Key: key, ID: fmt.Sprint(i), Status: "success", LastSynchronization: time.Now()}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Hour)
			all, _, err := records.List(ctx, key, 0, 1000)
			if err != nil || len(all) < min(i+1, 47) || len(all) > 50 || all[0].ID != fmt.Sprint(i) {
				t.Fatalf("after %d hours there are %d statuses, %v, want those of two days", i+1, len(all), err)
			}
			if got := s.Removed(); got != int64(i+1-len(all)) {
				t.Fatalf("Removed() = %d, want %d", got, i+1-len(all))
			}
		}
		time.Sleep(50 * time.Hour)
		if all, _, err := records.List(ctx, key, 0, 1000); err != nil || len(all) != 0 {
			t.Errorf("two days later there are %d statuses, %v, want none", len(all), err)
		}
	})
}

// A failing is a store that fails.
type failing struct {
	store.Expirer
	calls *int
}

func (f failing) Mark(context.Context, time.Time, time.Duration) (bool, error) {
	*f.calls++
	return false, errors.New("the disk is full")
}

// TestFails: a store that goes on failing is asked again, and told of once.
func TestFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		calls := 0
		s := New(failing{memory.New(1), &calls}, Policy{Last: 1}, slog.New(slog.NewTextHandler(&log, nil)))
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		s.Run(ctx)
		if calls < 200 || calls > 300 {
			t.Errorf("%d calls in an hour, want one each quarter of a minute", calls)
		}
		if got := strings.Count(log.String(), "the disk is full"); got != 1 {
			t.Errorf("told %d times, want once:\n%s", got, log.String())
		}
	})
}
