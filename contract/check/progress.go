package check

import (
	"slices"
	"time"
)

// A Progress says how far a run is.
type Progress struct {
	Phase      string        // "" before the first
	Number     int           // of the phase, counted from 1
	Phases     int           // that run
	Operation  int           // of the last request, counted from 1; 0: it belongs to none
	Operations int           // that are checked
	Requests   int           // that were answered
	Findings   int           // kinds of them
	Wait       time.Duration // that the server asked for, 0 for none
	Status     int           // by which it did, 429 or 503
}

// progress tells how far the run is, with the request that was sent last.
func (k *checker) progress(p *testCase, wait time.Duration, status int) {
	if k.cfg.Progress == nil {
		return
	}
	phases := slices.DeleteFunc(Phases(), func(phase string) bool { return !k.cfg.runs(phase) })
	k.cfg.Progress(Progress{
		Phase: p.phase, Number: slices.Index(phases, p.phase) + 1, Phases: len(phases),
		Operation: slices.Index(k.operations, p.operation) + 1, Operations: len(k.operations),
		Requests: int(k.requests.Load()), Findings: k.tally.Len(), Wait: wait, Status: status,
	})
}
