package check

import (
	"context"
	"net/http"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// A scenario follows the objects that one operation creates, or the links of an
// operation that reads.
type scenario struct {
	*checker
	create     *operation
	values     map[string]string // of the path's variables, apart from all others
	ids        []string          // of what was created, in this order
	passing    []string          // ids of what links may have deleted, or no body told
	idName     string            // of the property that has them
	documented bool              // links of the document lead to what was created
	followed   bool              // a Location beside them was looked at
	trace      trace
}

func (k *checker) scenario(s *operation) *scenario {
	k.origins.forget()
	return &scenario{checker: k, create: s, values: k.apart(s)}
}

// fail reports a finding of several requests.
func (l *scenario) fail(s *operation, r *result, v contract.Violation) { l.failRoughly(false, s, r, v) }

// failRoughly is fail with a warning if the value is only in another form.
func (l *scenario) failRoughly(rough bool, s *operation, r *result, v contract.Violation) {
	level := l.level(s, v)
	if rough {
		level = report.Warning
	}
	if r == nil || l.tolerates(v.Rule) {
		return
	}
	found := []contract.Violation{v}
	p := &testCase{phase: "state", operation: s, note: "several requests together", scenario: l.create.op.ID}
	l.place(p, found)
	steps := l.origins.whole(l.trace.all())
	l.tally.AddFinding(report.Finding{Operation: s.op.ID, Group: "state", Level: level, Violation: found[0], Example: *l.wire(r.Exchange), Steps: l.onWire(steps), Nonce: l.nonce})
	l.record.write(p, r, nil, found, steps)
}

// do sends a request of the scenario and keeps it as a step.
func (l *scenario) do(ctx context.Context, p *testCase) *result {
	p.scenario = l.create.op.ID
	r, found := l.try(ctx, p)
	var steps []report.Step
	if r != nil {
		steps = l.trace.add(l.step(p, r))
	}
	l.tallyAll(p, r, found, l.origins.whole(steps))
	return r
}

// read sends a GET. Whether there is something to read is for the caller to
// validate.
func (l *scenario) read(ctx context.Context, s *operation, path, note string) *result {
	p := l.base(s, "state", note)
	p.path = path
	p.excuse = append(p.excuse, http.StatusNotFound, http.StatusGone)
	return l.do(ctx, p)
}
