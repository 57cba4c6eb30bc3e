package check

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"sync"

	"profilestatus.example/contract/report"
)

// Bounds of what is kept to show how a finding came about.
const (
	maxSteps  = 300     // of a finding
	maxListed = 10      // creations of what a page lists
	maxTold   = 2000    // addresses whose origin is known
	maxShown  = 4 << 10 // bytes of a response body
)

// origins remembers which answers told addresses, so that whoever sends a request
// to one again can make a new one first. Its zero value is empty.
type origins struct {
	mu    sync.Mutex
	told  map[string][]report.Part // parts of an address of the document
	steps map[int]report.Step      // by ID
	brief []string                 // addresses that are forgotten after a scenario
}

// tell notes that the answer of a step told an address, for good or for the
// scenario that it is in.
func (o *origins) tell(address string, parts []report.Part, s report.Step, inScenario bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.told == nil {
		o.told, o.steps = make(map[string][]report.Part), make(map[int]report.Step)
	}
	if len(o.told)-len(o.brief) >= maxTold && !inScenario || len(o.brief) >= maxTold || o.told[address] != nil {
		return
	}
	o.told[address], o.steps[s.ID] = parts, s
	if inScenario {
		o.brief = append(o.brief, address)
	}
}

// maker returns the step whose answer told the address of an id.
func (o *origins) maker(id string) (report.Step, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for address, parts := range o.told {
		if strings.HasSuffix(address, "/"+escape(id)) {
			s, ok := o.steps[told(parts)]
			return s, ok
		}
	}
	return report.Step{}, false
}

// told returns the ID of the answer that told some of the parts.
func told(parts []report.Part) int {
	for _, part := range parts {
		if part.From != 0 {
			return part.From
		}
	}
	return 0
}

// forget forgets what scenarios were told.
func (o *origins) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, address := range o.brief {
		for _, part := range o.told[address] {
			delete(o.steps, part.From)
		}
		delete(o.told, address)
	}
	o.brief = nil
}

// of returns the parts of the target of a test case, nil if no answer told any.
func (o *origins) of(p *testCase) []report.Part {
	if p.parts != nil {
		return p.parts
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	target := p.target()
	for end := len(target); end > 0; end = strings.LastIndexByte(p.path[:min(end, len(p.path))], '/') {
		parts := o.told[target[:end]]
		if parts == nil {
			continue
		}
		if end < len(target) {
			parts = append(slices.Clip(parts), report.Part{Text: target[end:]})
		}
		return parts
	}
	return nil
}

// whole puts the steps in front that are needed before others.
func (o *origins) whole(steps []report.Step) []report.Step {
	o.mu.Lock()
	defer o.mu.Unlock()
	var all []report.Step
	var need func(s report.Step)
	need = func(s report.Step) {
		known := func(id int) bool {
			is := func(s report.Step) bool { return s.ID == id }
			return slices.ContainsFunc(all, is) || slices.ContainsFunc(steps, is)
		}
		for _, part := range slices.Concat(s.Target, s.Body) {
			if before, ok := o.steps[part.From]; ok && !known(part.From) {
				need(before)
				all = append(all, before)
			}
		}
	}
	for _, s := range steps {
		need(s)
	}
	return append(all, steps...)
}

// step shows a request that was answered as one of several.
func (k *checker) step(p *testCase, r *result) report.Step {
	s := report.Step{ID: r.id, Exchange: *r.Exchange, Together: p.together, Target: k.origins.of(p), Body: p.content}
	s.Exchange.ResponseBody = bytes.Clone(s.Exchange.ResponseBody[:min(len(r.ResponseBody), maxShown)])
	return s
}

// onWire shows steps with the targets that were on the wire.
func (k *checker) onWire(steps []report.Step) []report.Step {
	steps = slices.Clone(steps)
	for i := range steps {
		s := &steps[i]
		s.Exchange = *k.wire(&s.Exchange)
		if s.Target = slices.Clone(s.Target); len(s.Target) > 0 {
			s.Target[0].Text = k.client.wire(s.Target[0].Text)
		}
	}
	return steps
}

// steps returns the requests that show what one showed, if it needs others; none
// if it shows it alone.
func (k *checker) steps(p *testCase, r *result) []report.Step {
	if r == nil {
		return nil
	}
	if all := k.origins.whole(append(k.listing(p, r), k.step(p, r))); len(all) > 1 {
		return all
	}
	return nil
}

// listing returns what created the first items of a page, if that is known.
func (k *checker) listing(p *testCase, r *result) []report.Step {
	if p.operation == nil || p.method != http.MethodGet || !r.ok() {
		return nil
	}
	var created []report.Step
	for _, item := range itemsOf(p.operation, r) {
		id, _, ok := idOf(item)
		if s, known := k.origins.maker(id); ok && known && len(created) < maxListed {
			created = append(created, s)
		}
	}
	slices.SortStableFunc(created, func(a, b report.Step) int { return a.ID - b.ID })
	return created
}

// A trace keeps the requests of a scenario, so that a finding can show all that
// are needed to see it again.
type trace struct {
	mu      sync.Mutex
	steps   []report.Step // since the last beginning
	creates []report.Step // all that created something
}

// begin begins a new part of a scenario, with steps that are needed before it.
func (t *trace) begin(before ...report.Step) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.steps = before
}

// add adds a step and returns all until now.
func (t *trace) add(s report.Step) []report.Step {
	t.mu.Lock()
	defer t.mu.Unlock()
	s.Together = s.Together && len(t.steps) > 0
	if len(t.steps) < maxSteps {
		t.steps = append(t.steps, s)
	}
	return slices.Clone(t.steps)
}

// all returns the steps until now.
func (t *trace) all() []report.Step {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.steps)
}

// keep notes that the answer of an ID created something.
func (t *trace) keep(id int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := slices.IndexFunc(t.steps, func(s report.Step) bool { return s.ID == id })
	if i >= 0 && len(t.creates) < maxSteps*2/3 {
		s := t.steps[i]
		s.Together = false
		t.creates = append(t.creates, s)
	}
}

// kept returns the requests that created something.
func (t *trace) kept() []report.Step {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.creates)
}

// leads notes that an answer named the address of a next page, all but its scheme
// and host.
func (l *scenario) leads(r *result, path, query, link, by string) {
	target := (&testCase{path: path, query: query}).target()
	if strings.HasSuffix(link, l.client.wire(target)) {
		l.origins.tell(target, []report.Part{{Text: target, From: r.id, By: by}}, l.step(&testCase{path: path}, r), true)
	}
}
