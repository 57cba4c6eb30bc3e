package check

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"

	"profilestatus.example/contract"
)

// A lottery makes random requests of an operation. They depend on the seed
// alone, but for new ids.
type lottery struct {
	*subject
	rng     *rand.Rand
	queries []contract.Parameter
	drawn   int
}

func (k *checker) newLottery(s *subject) *lottery {
	l := &lottery{subject: s, rng: k.random(s.op.ID)}
	for _, p := range s.out.Parameters {
		if p.In == "query" && p.Shape != nil && !isCredential(s, p) && typeOf(p.Shape) != "object" {
			l.queries = append(l.queries, p)
		}
	}
	return l
}

// draw makes up to n requests, half of them broken in some place; none if
// nothing in them can be random.
func (k *checker) draw(l *lottery, n int) []*probe {
	if l.full == nil && len(l.queries) == 0 {
		return nil
	}
	var probes []*probe
	for range n {
		l.drawn++
		p := k.own(l.subject, "random", fmt.Sprintf("random request %d", l.drawn))
		if l.full != nil {
			p.body = encode(k.randomBody(l.subject, l.rng))
			if p.body == nil || len(p.body) > maxBytes {
				continue
			}
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
		probes = append(probes, p)
	}
	return probes
}

// randomBody makes a body that mostly fits, and breaks half of them.
func (k *checker) randomBody(s *subject, rng *rand.Rand) any {
	body := maker{rng: rng}.value(s.media.Shape, 0)
	for range 3 {
		if k.fits(s, body) {
			break
		}
		body = maker{rng: rng}.value(s.media.Shape, 0)
	}
	body = k.renew(s, body)
	if rng.IntN(2) == 0 {
		return body
	}
	for range 1 + rng.IntN(2) {
		e := s.edges.found[rng.IntN(len(s.edges.found))]
		if len(e.path) > 0 || rng.IntN(10) == 0 {
			body = e.apply(body)
		}
	}
	return body
}

func (k *checker) randomText(param contract.Parameter, rng *rand.Rand, p *probe) []string {
	if isCursor(param) {
		p.excuse = append(p.excuse, unknownCursor...)
	}
	value := maker{rng: rng}.value(param.Shape, 0)
	if rng.IntN(3) == 0 {
		var w edger
		w.walk(param.Shape, nil, maxNesting)
		value = w.found[rng.IntN(len(w.found))].value
	}
	array, ok := value.([]any)
	if !ok {
		array = []any{value}
	}
	var texts []string
	for _, item := range array {
		if text, ok := parameterText(item); ok && len(text) < 2048 {
			texts = append(texts, text)
		}
	}
	return texts
}

// batch is how many random requests of an operation are held at a time.
const batch = 500

// lots does the random requests of all operations, in batches, and makes what
// they find smaller.
func (k *checker) lots(ctx context.Context) {
	var all []*lottery
	for _, s := range k.subjects {
		all = append(all, k.newLottery(s))
	}
	for left := k.cfg.Cases; left > 0 && ctx.Err() == nil; left -= batch {
		var probes []*probe
		for _, l := range all {
			probes = append(probes, k.draw(l, min(left, batch))...)
		}
		k.all(ctx, probes)
		k.shrinkAll(ctx, probes)
	}
}

// shrinkAll makes each new kind of finding smaller.
func (k *checker) shrinkAll(ctx context.Context, probes []*probe) {
	for _, f := range k.tally.Findings() {
		kind := f.Operation + " " + f.Violation.Rule + " " + f.Violation.Target
		if f.Group != "random" || ctx.Err() != nil || k.shrunk[kind] || k.knownElsewhere(f.Operation, f.Violation) {
			continue
		}
		i := slices.IndexFunc(probes, func(p *probe) bool {
			return p.id() == f.Operation && string(p.body) == string(f.Example.RequestBody) && k.client.wire(p.target()) == f.Example.Target
		})
		if i >= 0 {
			k.shrunk[kind] = true
			k.shrink(ctx, probes[i], f.Violation)
		}
	}
}

// knownElsewhere reports whether another phase, whose requests are small, has
// found the same.
func (k *checker) knownElsewhere(operation string, v contract.Violation) bool {
	for _, f := range k.tally.Findings() {
		if f.Group != "random" && f.Operation == operation && f.Violation.Rule == v.Rule && f.Violation.Target == v.Target {
			return true
		}
	}
	return false
}

// maxShrink is how many requests are spent on making one finding smaller.
const maxShrink = 200

// shrink looks for a smaller request that shows the same. Each candidate is
// sent and judged anew, so a finding is never more than what was seen.
func (k *checker) shrink(ctx context.Context, p *probe, v contract.Violation) {
	tree := decode(p.body)
	spent := 0
	for again := true; again; {
		again = false
		for _, smaller := range simpler(tree) {
			if spent++; spent > maxShrink || ctx.Err() != nil {
				return
			}
			q := *p
			q.body = encode(k.renew(p.subject, smaller))
			r, found := k.try(ctx, &q)
			if slices.ContainsFunc(found, func(w contract.Violation) bool { return w.Rule == v.Rule && w.Target == v.Target }) {
				k.tallyAll(&q, r, found)
				tree, again = smaller, true
				break
			}
		}
	}
}

// simpler returns values that are a step simpler, the boldest steps first.
func simpler(tree any) []any {
	var all []any
	switch v := tree.(type) {
	case map[string]any:
		for _, name := range sorted(v) {
			all = append(all, without(v, []step{name}))
		}
		for _, name := range sorted(v) {
			for _, below := range simpler(v[name]) {
				all = append(all, put(v, []step{name}, below))
			}
		}
	case []any:
		if len(v) > 1 {
			all = append(all, v[:len(v)/2], v[len(v)/2:])
		}
		if len(v) > 0 {
			all = append(all, v[1:])
		}
		for i := range min(len(v), 3) {
			for _, below := range simpler(v[i]) {
				all = append(all, put(v, []step{i}, below))
			}
		}
	case string:
		text := []rune(v)
		if len(text) > 1 {
			all = append(all, string(text[:len(text)/2]), string(text[len(text)/2:]), string(text[1:]), string(text[:len(text)-1]))
		}
	}
	return all
}
