package check

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/generate"
	"profilestatus.example/contract/report"
)

// A lottery makes random requests of an operation. They depend on the seed
// alone, but for new ids.
type lottery struct {
	*subject
	rng     *rand.Rand
	queries []*parameter
	drawn   int
}

func (k *checker) newLottery(s *subject) *lottery {
	l := &lottery{subject: s, rng: k.random(s.op.ID)}
	for _, p := range s.parameters {
		if p.In == "query" && p.schema != nil && !isCredential(s, p) && typeOf(flat(p.schema, 0)) != "object" {
			l.queries = append(l.queries, p)
		}
	}
	return l
}

// draw makes a request, every second one broken in some place; nil if nothing
// in it can be random, or it got too large.
func (k *checker) draw(l *lottery) *probe {
	if l.full == nil && len(l.queries) == 0 {
		return nil
	}
	l.drawn++
	p := k.own(l.subject, "random", fmt.Sprintf("random request %d", l.drawn))
	if l.full != nil {
		body := k.randomBody(l.subject, l.rng)
		if !generate.Small(body, maxBytes) {
			return nil
		}
		p.body = encode(body)
	}
	if len(l.queries) > 0 {
		values := url.Values{}
		for _, param := range l.queries {
			if l.rng.IntN(2) == 0 {
				values[param.Name] = k.randomText(param, l.rng, p)
			}
		}
		p.query = k.query(l.subject, values)
	}
	return p
}

// randomBody makes a body that mostly fits, and breaks half of them.
func (k *checker) randomBody(s *subject, rng *rand.Rand) any {
	body := generate.Generator{Rand: rng}.Value(s.media.schema)
	for range 3 {
		if k.fits(s, body) {
			break
		}
		body = generate.Generator{Rand: rng}.Value(s.media.schema)
	}
	body = k.renew(s, body)
	if rng.IntN(2) == 0 {
		return body
	}
	for range 1 + rng.IntN(2) {
		m := generate.RandomMutation(s.media.schema, rng)
		k.invent(m)
		if len(m.Path) > 0 || rng.IntN(10) == 0 {
			body = m.Apply(body)
		}
	}
	return body
}

func (k *checker) randomText(param *parameter, rng *rand.Rand, p *probe) []string {
	if isCursor(param) {
		p.excuse = append(p.excuse, unknownCursor...)
	}
	value := generate.Generator{Rand: rng}.Value(param.schema)
	if rng.IntN(3) == 0 {
		found := generate.Mutated(param.schema, nil)
		value = found[rng.IntN(len(found))].Value
	}
	array, ok := value.([]any)
	if !ok {
		array = []any{value}
	}
	var texts []string
	for _, item := range array {
		if text, ok := parameterText(item); ok && text != "" && len(text) < 2048 {
			texts = append(texts, text)
		}
	}
	if typeOf(param.schema) == "array" && !param.explodes() && len(texts) > 1 {
		return []string{strings.Join(texts, itemSeparator)}
	}
	return texts
}

// lots does the random requests of all operations in turn, and makes what they
// find smaller.
func (k *checker) lots(ctx context.Context) {
	k.all(ctx, func(yield func(*probe) bool) {
		var all []*lottery
		for _, s := range k.subjects {
			all = append(all, k.newLottery(s))
		}
		for range k.cfg.Cases {
			for _, l := range all {
				if ctx.Err() != nil {
					return
				}
				if p := k.draw(l); p != nil && !yield(p) {
					return
				}
			}
		}
	})
	k.shrinkAll(ctx)
}

// A suspect is a random request and what it found.
type suspect struct {
	p *probe
	v contract.Violation
}

// suspect keeps the smallest random request that found a kind of violation.
func (k *checker) suspect(p *probe, found []contract.Violation) {
	if p.phase != "random" || p.subject == nil {
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
func (k *checker) shrink(ctx context.Context, p *probe, v contract.Violation) {
	tree := decode(p.body)
	spent := 0
	for again := true; again; {
		again = false
		for _, smaller := range generate.Simpler(tree) {
			if spent++; spent > maxShrink || ctx.Err() != nil {
				return
			}
			q := *p
			q.body = encode(k.renew(p.subject, smaller))
			r, found := k.try(ctx, &q)
			if slices.ContainsFunc(found, func(w contract.Violation) bool { return w.Rule == v.Rule && w.Target == v.Target }) {
				k.tallyAll(&q, r, found, nil)
				tree, again = smaller, true
				break
			}
		}
	}
}
