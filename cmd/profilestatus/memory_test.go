package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"profilestatus.example/server"
	"profilestatus.example/store"
	"profilestatus.example/store/memory"
)

func TestLimitsFitTheMemory(t *testing.T) {
	tests := []struct {
		name                     string
		memory                   int64
		given                    limits
		wantRecords, wantClients int
		reason                   string
	}{
		{"a container", 230 << 20, limits{}, 117760, 64, "half of it is for statuses, and some clients are always served"},
		{"a laptop", 4 << 30, limits{}, 1_000_000, 1024, "the documented default"},
		{"a large machine", 1 << 40, limits{}, 1_000_000, 4096, "more is better asked for"},
		{"no limit", math.MaxInt64, limits{}, 1_000_000, 4096, "GOMEMLIMIT=off"},
		{"tiny", 100, limits{}, 1, 64, "the store takes nothing less than one"},
		{"given", 230 << 20, limits{records: 5_000_000, connections: 3}, 5_000_000, 3, "a flag wins"},
	}
	for _, tt := range tests {
		if tt.reason == "" {
			t.Fatalf("%s has no reason", tt.name)
		}
		l := tt.given
		l.choose(memoryLimit{tt.memory, "test"}, perConnection)
		if l.records != tt.wantRecords || l.connections != tt.wantClients {
			t.Errorf("%s: %d records, %d connections, want %d and %d\nreason: %s", tt.name, l.records, l.connections, tt.wantRecords, tt.wantClients, tt.reason)
		}
	}
}

func TestLimitMemory(t *testing.T) {
	gogc, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	t.Cleanup(func() { debug.SetGCPercent(gogc); debug.SetMemoryLimit(limit) })
	t.Setenv("GOGC", "123")
	t.Setenv("GOMEMLIMIT", "")
	l := limitMemory()
	if now := debug.SetMemoryLimit(-1); now != l.bytes || now <= 0 || now == math.MaxInt64 || l.source == "" {
		t.Errorf("the limit is %d, from %q, and Go has %d", l.bytes, l.source, now)
	}
	if now := debug.SetGCPercent(100); now != 100 {
		t.Errorf("GOGC=123 in the environment, and Go was set to %d: it reads that itself", now)
	}
	t.Setenv("GOMEMLIMIT", "64MiB")
	debug.SetMemoryLimit(64 << 20) // as Go does at start
	if l := limitMemory(); l != (memoryLimit{64 << 20, "GOMEMLIMIT"}) {
		t.Errorf("%+v, want what GOMEMLIMIT says", l)
	}
}

// TestBytesPerStatus measures what the default of --max-records is made of.
func TestBytesPerStatus(t *testing.T) {
	const n = 20_000
	long := strings.Repeat("x", 118)
	m := memory.New(n)
	heap := func() uint64 {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before := heap()
	for i := range n {
		id := fmt.Sprintf("%010d%s", i, long)
		if err := m.Create(context.Background(), store.Record{Key: store.Key{Profile: id}, ID: "s" + id[1:], Status: "success", LastSynchronization: time.Unix(0, 0)}); err != nil {
			t.Fatal(err)
		}
	}
	each := (heap() - before) / n
	runtime.KeepAlive(m)
	t.Logf("%d bytes for each status", each)
	if each > bytesPerStatus || each < bytesPerStatus/3 {
		t.Errorf("a status takes %d bytes, and --max-records counts on at most %d", each, bytesPerStatus)
	}
}

// TestBodyBounds compares the bounds of --max-body with those of the server.
func TestBodyBounds(t *testing.T) {
	for n, right := range map[int64]bool{minBody - 1: false, minBody: true, maxBody: true, maxBody + 1: false} {
		if _, err := server.New(server.WithMaxBodyBytes(n)); (err == nil) != right {
			t.Errorf("WithMaxBodyBytes(%d) = %v, and --max-body thinks otherwise", n, err)
		}
	}
}

func TestServeTellsItsLimits(t *testing.T) {
	t.Setenv("GOMEMLIMIT", "200MiB")
	p := startService(t, t.TempDir(), "--store", "memory", "--max-connections", "7")
	var line map[string]any
	if err := json.Unmarshal([]byte(p.stderr.line(t, `"msg":"limits"`)), &line); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{"memory": 200.0 * (1 << 20), "memory_from": "GOMEMLIMIT", "max_records": 102400.0, "max_connections": 7.0} {
		if line[name] != want {
			t.Errorf("%s is %v, want %v", name, line[name], want)
		}
	}
	p.stop(t)
}

// A brokenStore cannot store anything.
type brokenStore struct{ store.Store }

func (brokenStore) Ping(context.Context) error { return store.ErrUnavailable }

func TestOpenStoreSaysThatItIsBroken(t *testing.T) {
	old := stores["memory"]
	t.Cleanup(func() { stores["memory"] = old })
	broken := old
	broken.open = func(context.Context, string, *serveFlags) (store.Store, func() error, error) {
		return brokenStore{}, func() error { return nil }, nil
	}
	stores["memory"] = broken
	var text strings.Builder
	if _, _, err := openStore(t.Context(), &serveFlags{store: "memory"}, slog.New(slog.NewTextHandler(&text, nil))); err != nil {
		t.Fatalf("openStore() = %v, want a service that says 503 and logs why", err)
	}
	if !strings.Contains(text.String(), "level=ERROR msg=\"the store is unavailable") {
		t.Errorf("the log says %q", &text)
	}
}

func TestBaseURLOfAnyAddress(t *testing.T) {
	t.Parallel()
	p := startService(t, t.TempDir(), "--store", "memory", "--addr", "0.0.0.0:0", "--public-without-authentication")
	if !strings.HasPrefix(p.base, "http://127.0.0.1:") {
		t.Errorf("base URL = %q, want one that can be used", p.base)
	}
	if status, answer := p.do(t, "POST", statusPath, someStatus); status != 201 {
		t.Errorf("create: %d %s", status, answer)
	}
	p.stop(t)
}
