package mock

import (
	"maps"
	"sync"
	"time"

	"profilestatus.example/mock/control"
	"profilestatus.example/store"
)

// maxRuns is of how many runs in progress a tenant remembers when they began.
// Beyond that, some are read as they were created.
const maxRuns = 100_000

// inProgress is the status of a run that a scenario ends.
const inProgress = string(control.EducationSynchronizationStatusInProgress)

// runs are the runs in progress of a tenant, and what becomes of them.
type runs struct {
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
		r.began = nil
	}
}

// get returns the scenario, or nil.
func (r *runs) get() *control.Scenario {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.scenario
}

// begin remembers a status that was created at now.
func (r *runs) begin(record store.Record, now time.Time) {
	if record.Status != inProgress {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.scenario == nil {
		return
	}
	if r.began == nil {
		r.began = make(map[runKey]run)
	}
	if len(r.began) >= maxRuns {
		for key := range r.began { // any one
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
	maps.DeleteFunc(r.began, func(key runKey, _ run) bool { return key.profile == profile })
}
