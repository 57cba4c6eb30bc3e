package check

import (
	"bytes"
	"slices"
	"sync"

	"profilestatus.example/contract/report"
)

// maxSteps is how many steps of a story are kept.
const maxSteps = 100

// A trace keeps the requests of a story, so that a finding can show all that
// are needed to see it again.
type trace struct {
	mu      sync.Mutex
	steps   []report.Step // since the story began
	creates []report.Step // all that created something
	last    int           // the ID of the last step
	told    map[string]told
}

// told says which answer named a target, and where.
type told struct {
	step int
	by   string
}

// begin begins a story, with steps that are needed before it.
func (t *trace) begin(before ...report.Step) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.steps = before
}

// all returns the steps until now; none if there is only one.
func (t *trace) all() []report.Step {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.steps) < 2 {
		return nil
	}
	return slices.Clone(t.steps)
}

// keep notes that a request created something.
func (t *trace) keep(p *probe) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range slices.Backward(t.steps) {
		if bytes.Equal(s.Exchange.RequestBody, p.body) {
			if len(t.creates) < maxSteps/2 {
				s.Together = false
				t.creates = append(t.creates, s)
			}
			return
		}
	}
}

// kept returns the requests that created something.
func (t *trace) kept() []report.Step {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.creates)
}

// step adds a request to the story. It returns the steps until now, none if it
// is the only one.
func (l *life) step(p *probe, r *result) []report.Step {
	t := &l.trace
	t.mu.Lock()
	t.last++
	s := report.Step{ID: t.last, Exchange: *l.wire(r.Exchange), Together: p.together && len(t.steps) > 0}
	if from, ok := t.told[p.target()]; ok {
		s.From, s.By = from.step, from.by
	}
	s.Exchange.ResponseBody = s.Exchange.ResponseBody[:min(len(r.ResponseBody), 4<<10)]
	if len(t.steps) < maxSteps {
		t.steps = append(t.steps, s)
	}
	if t.told == nil {
		t.told = make(map[string]told)
	}
	if path, ok := l.itemPath(l.create, p, r); ok && p.subject == l.create && len(t.told) < 10*maxSteps {
		by := "/id"
		if r.ResponseHeader.Get("Location") != "" {
			by = "header/Location"
		}
		t.told[path] = told{s.ID, by}
	}
	t.mu.Unlock()
	return t.all()
}

// leads notes that an answer named the target of a next page.
func (t *trace) leads(target, name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.steps) > 0 && t.told != nil && len(t.told) < 10*maxSteps {
		t.told[target] = told{t.steps[len(t.steps)-1].ID, "/" + name}
	}
}
