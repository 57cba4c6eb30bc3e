// Package rule decides which requests to a mock are answered otherwise than the
// service would: by an error, late, or by a broken connection.
package rule

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"profilestatus.example/mock/control"
)

// A Request is what rules look at.
type Request struct {
	Operation string // operationId
	Profile   string
	Header    http.Header
	Body      any    // the validated value, nil if there is none
	Test      string // that the request names
}

// An Effect is what a rule does with a request.
type Effect struct {
	Rule       string // its id
	After      bool   // the operation takes effect first
	Delay      time.Duration
	Answer     *control.Answer    // nil: the service's own
	Connection control.Connection // "": it stays

	of *entry
}

// Undo takes back that the rule has fired, for a request that failed by itself.
func (e *Effect) Undo() {
	if e.of == nil {
		return
	}
	e.of.mu.Lock()
	defer e.of.mu.Unlock()
	e.of.fired--
}

// An entry is a rule with what it has done.
type entry struct {
	size int // see SizeOf
	id   string
	rule control.Rule // with the seed, if it leaves something to chance
	matcher

	mu             sync.Mutex
	matched, fired int64
	chance         *rand.Rand // nil: there is none
}

// maxSeed is the largest seed: every reader of JSON can hold it.
const maxSeed = 1<<53 - 1

func newEntry(id string, r control.Rule) *entry {
	e := &entry{id: id, rule: r, size: SizeOf(&r), matcher: newMatcher(r.Match)}
	if r.Probability != nil || r.Delay != nil && r.Delay.Fixed == nil {
		if e.rule.Seed == nil {
			seed := rand.Int64N(maxSeed + 1)
			e.rule.Seed = &seed
		}
		e.chance = rand.New(rand.NewPCG(uint64(*e.rule.Seed), 0))
	}
	return e
}

// meet counts a request that matches, and returns what the rule does with it, or
// nil if later rules decide.
func (e *entry) meet() *Effect {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.matched++
	r := &e.rule
	switch {
	case r.Nth != nil && e.matched < int64(*r.Nth),
		r.Times != nil && e.fired >= int64(*r.Times),
		r.Probability != nil && e.chance.Float64() >= *r.Probability:
		return nil
	}
	e.fired++
	effect := &Effect{Rule: e.id, After: r.When != nil && *r.When == control.WhenAfter, Answer: r.Answer, of: e}
	if r.Connection != nil {
		effect.Connection = *r.Connection
	}
	if r.Delay != nil {
		effect.Delay = duration(r.Delay, e.chance)
	}
	return effect
}

func (e *entry) status() control.RuleStatus {
	e.mu.Lock()
	defer e.mu.Unlock()
	return control.RuleStatus{ID: e.id, Rule: e.rule, Matched: e.matched, Fired: e.fired}
}
