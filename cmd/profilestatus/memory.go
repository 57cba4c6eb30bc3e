package main

import (
	"log/slog"
	"math"
	"os"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/spf13/pflag"

	"profilestatus.example/store/memory"
)

// Bounds of a request body that server and proxy take.
const (
	minBody = 1 << 10
	maxBody = 16 << 20
)

// What fits into a memory limit. A half is for statuses and a quarter for
// connections; the rest is for the collector, the journal and SQLite.
const (
	// bytesPerStatus is what a status takes in the memory store when ids are as
	// long as they can be and each has a profile of its own. Others take a half
	// and, in one profile, a sixth.
	bytesPerStatus = 1 << 10
	// perConnection is what a slow reader of the longest page holds.
	perConnection = 1 << 20

	minConnections = 64
	maxConnections = 4096
	// assumedMemory is taken where neither cgroup nor machine can be asked.
	assumedMemory = 1 << 30
)

// A memoryLimit is what Go's collector tries to stay below.
type memoryLimit struct {
	bytes  int64
	source string // GOMEMLIMIT, cgroup, machine or assumed
}

// limitMemory gives the collector a limit: that of GOMEMLIMIT if it is set, else
// nine tenths of the cgroup's, else half of the machine's memory. Below it, the
// collector takes a few MiB more for a tenth less time, unless GOGC says
// otherwise.
func limitMemory() memoryLimit {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") != "" {
		return memoryLimit{debug.SetMemoryLimit(-1), "GOMEMLIMIT"}
	}
	machine, err := memlimit.FromSystem()
	l := memoryLimit{int64(min(machine, math.MaxInt64) / 2), "machine"}
	if err != nil {
		l = memoryLimit{assumedMemory, "assumed"}
	}
	if cgroup, err := memlimit.FromCgroup(); err == nil && (l.source == "assumed" || cgroup <= machine) {
		l = memoryLimit{int64(min(cgroup, math.MaxInt64) / 10 * 9), "cgroup"}
	}
	debug.SetMemoryLimit(l.bytes)
	return l
}

// limits are the flags whose default is what fits into the memory.
type limits struct {
	records     int
	connections int
	memory      memoryLimit
}

func (l *limits) add(flags *pflag.FlagSet) {
	addAuto(flags, &l.records, "max-records", math.MaxInt32, "the maximum number of `statuses` in --store memory; further creates get 503; auto is as many as fit into the memory limit, at most 1000000")
	l.addConnections(flags)
}

func (l *limits) addConnections(flags *pflag.FlagSet) {
	addAuto(flags, &l.connections, "max-connections", 1_000_000, "the maximum number of `clients` connected at the same time; others wait; auto is as many as fit into the memory limit, 64 to 4096")
}

// choose sets what is auto to what fits into the memory.
func (l *limits) choose(m memoryLimit, perConnection int64) {
	l.memory = m
	if l.records == 0 {
		l.records = int(max(1, min(m.bytes/2/bytesPerStatus, memory.DefaultMaxRecords)))
	}
	if l.connections == 0 {
		l.connections = int(max(minConnections, min(m.bytes/4/perConnection, maxConnections)))
	}
}

// log says what was chosen; more are further attributes.
func (l *limits) log(log *slog.Logger, more ...any) {
	log.Info("limits", append([]any{"memory", l.memory.bytes, "memory_from", l.memory.source, "max_connections", l.connections}, more...)...)
}
