package check

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"profilestatus.example/contract"
	"profilestatus.example/contract/generate"
	"profilestatus.example/contract/report"
)

// A randomCases makes random requests of an operation. They depend on the seed
// alone, but for new ids.
type randomCases struct {
	*operation
	rng    *rand.Rand
	params []*parameter // those that may be anything
	made   int
}

func (k *checker) newRandomCases(s *operation) *randomCases {
	l := &randomCases{operation: s, rng: k.random(s.op.ID)}
	for _, p := range s.parameters {
		if p.In != "path" && p.schema != nil && !isCredential(s, p) {
			l.params = append(l.params, p)
		}
	}
	return l
}

// randomCase makes a request, every second one broken in some place; nil if
// nothing in it can be random, or it cannot be written.
func (k *checker) randomCase(l *randomCases) *testCase {
	hasBody := l.full != nil || l.filled != nil
	if !hasBody && len(l.params) == 0 {
		return nil
	}
	l.made++
	p := k.own(l.operation, "random", fmt.Sprintf("random request %d", l.made))
	if hasBody {
		body, odd := k.randomBody(l.operation, l.rng)
		p.either = p.either || odd
		if !generate.Small(body, maxBytes) || !k.write(p, body) {
			return nil
		}
	}
	g := make(given)
	for _, param := range l.params {
		if l.rng.IntN(2) == 0 {
			continue
		}
		if pairs, odd, ok := randomPairs(param, l.rng); ok {
			g[param], p.either = pairs, p.either || odd
		}
		if isCursor(param) {
			p.excuse = append(p.excuse, unknownCursor...)
		}
	}
	p.query = k.queryOf(l.operation, g)
	k.setHeaders(p, g)
	return p
}

// randomBody makes a body that mostly fits, and breaks half of them. It is odd if
// a part of it is, see isOdd.
func (k *checker) randomBody(s *operation, rng *rand.Rand) (body any, odd bool) {
	schema, _ := s.bodySchema()
	for range 4 {
		if body = (generate.Generator{Rand: rng}).Value(schema); k.fits(s, body) {
			break
		}
	}
	body = k.renew(s, body)
	if rng.IntN(2) == 0 {
		return body, false
	}
	for range 1 + rng.IntN(2) {
		m := generate.RandomMutation(schema, rng)
		k.invent(m)
		if len(m.Path) > 0 || rng.IntN(10) == 0 {
			body, odd = m.Apply(body), odd || isOdd(m)
		}
	}
	return body, odd
}

// randomPairs writes a parameter with a random value, which in a third of the
// cases may not fit.
func randomPairs(param *parameter, rng *rand.Rand) (pairs []pair, odd, ok bool) {
	value := generate.Generator{Rand: rng}.Value(param.schema)
	if rng.IntN(3) == 0 {
		m := generate.RandomMutation(param.schema, rng)
		value, odd = m.Apply(value), isOdd(m)
	}
	pairs, ok = param.write(value)
	return pairs, odd, ok && len(encodeQuery(pairs)) < 2048
}

// randomRequests does the random requests of all operations in turn, and makes what they
// find smaller.
func (k *checker) randomRequests(ctx context.Context) {
	k.all(ctx, func(yield func(*testCase) bool) {
		var all []*randomCases
		for _, s := range k.operations {
			all = append(all, k.newRandomCases(s))
		}
		for range k.cfg.Cases {
			for _, l := range all {
				if ctx.Err() != nil {
					return
				}
				if p := k.randomCase(l); p != nil && !yield(p) {
					return
				}
			}
		}
	})
	k.shrinkAll(ctx)
}

// A suspect is a random request and what it found.
type suspect struct {
	p *testCase
	v contract.Violation
}

// suspect keeps the smallest random request that found a kind of violation.
func (k *checker) suspect(p *testCase, found []contract.Violation) {
	if p.phase != "random" || p.operation == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, v := range found {
		kind := kindOfFinding(p.id(), v)
		known, met := k.suspects[kind]
		if !met && len(k.suspects) == report.MaxKinds {
			continue
		}
		if !met || cmp.Or(len(p.body)-len(known.p.body), bytes.Compare(p.body, known.p.body)) < 0 {
			k.suspects[kind] = suspect{p, v}
		}
	}
}

func kindOfFinding(operation string, v contract.Violation) string {
	return operation + " " + v.Rule + " " + v.Target
}

// shrinkAll makes what only random requests found smaller: the requests of the
// other phases are small.
func (k *checker) shrinkAll(ctx context.Context) {
	known := make(map[string]bool)
	for _, f := range k.tally.Findings() {
		if f.Group != "random" {
			known[kindOfFinding(f.Operation, f.Violation)] = true
		}
	}
	k.mu.Lock()
	suspects := k.suspects
	k.suspects = make(map[string]suspect) // shrinking finds more
	k.mu.Unlock()
	for _, kind := range sorted(suspects) {
		if ctx.Err() == nil && !known[kind] {
			k.shrink(ctx, suspects[kind].p, suspects[kind].v)
		}
	}
}

// maxShrink is how many requests are spent on making one finding smaller.
const maxShrink = 200

// shrink looks for a smaller request that shows the same. Each candidate is
// sent and validated anew, so a finding is never more than what was seen.
func (k *checker) shrink(ctx context.Context, p *testCase, v contract.Violation) {
	tree := decode(p.body)
	spent := 0
	for again := true; again; {
		again = false
		for _, smaller := range generate.Simpler(tree) {
			if spent++; spent > maxShrink || ctx.Err() != nil {
				return
			}
			q := *p
			q.body = encode(k.renew(p.operation, smaller))
			r, found := k.try(ctx, &q)
			if slices.ContainsFunc(found, func(w contract.Violation) bool { return w.Rule == v.Rule && w.Target == v.Target }) {
				k.tallyAll(&q, r, found, nil)
				tree, again = smaller, true
				break
			}
		}
	}
}
