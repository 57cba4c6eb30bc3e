package mock

import (
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"profilestatus.example/mock/control"
	"profilestatus.example/store"
)

// Of how many runs in progress it is remembered when they began. Beyond that, some
// are read as they were created.
const (
	maxRuns    = 100_000   // of a tenant
	maxAllRuns = 1_000_000 // of all tenants
)

// inProgress is the status of a run that a scenario ends.
const inProgress = string(control.EducationSynchronizationStatusInProgress)

// runs are the runs in progress of a tenant, and what becomes of them.
type runs struct {
	all *atomic.Int64 // how many all tenants have

	mu       sync.Mutex
	scenario *control.Scenario // nil: they stay as they are
	began    map[runKey]run
}

type runKey struct{ profile, id string }

// A run keeps the scenario that it began under.
type run struct {
	ends    time.Time
	becomes string
}

// set begins a scenario, or ends it.
func (r *runs) set(s *control.Scenario) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.scenario = s
	if s == nil {
		r.all.Add(-int64(len(r.began)))
		r.began = nil
	}
}

// get returns the scenario, or nil.
func (r *runs) get() *control.Scenario {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.scenario
}

// begin remembers a run in progress that was created at now.
func (r *runs) begin(record store.Record, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.scenario == nil {
		return
	}
	if r.began == nil {
		r.began = make(map[runKey]run)
	}
	if r.all.Add(1) > maxAllRuns || len(r.began) >= maxRuns {
		r.all.Add(-1)
		if len(r.began) == 0 {
			return
		}
		for key := range r.began { // any one makes room
			delete(r.began, key)
			break
		}
	}
	r.began[runKey{record.Profile, record.ID}] = run{now.Add(seconds(r.scenario.AfterSeconds)), string(r.scenario.Becomes)}
}

// seconds returns a duration of at most ten years.
func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }

// apply turns a record into what it is at now.
func (r *runs) apply(now time.Time, record *store.Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if run, ok := r.began[runKey{record.Profile, record.ID}]; ok && !now.Before(run.ends) {
		record.Status = run.becomes
	}
}

// forget forgets the runs of a profile.
func (r *runs) forget(profile string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := len(r.began)
	maps.DeleteFunc(r.began, func(key runKey, _ run) bool { return key.profile == profile })
	r.all.Add(int64(len(r.began) - before))
}
