package check

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"profilestatus.example/contract/report"
)

// A Coverage says what was seen of one operation.
type Coverage = report.Coverage

// deniesAll reports whether nobody was let in. A 405 is sent before the token is
// looked at, by some.
func deniesAll(c Coverage) bool {
	denied := 0
	for status, n := range c.Statuses {
		switch status {
		case http.StatusUnauthorized, http.StatusForbidden:
			denied += n
		case http.StatusMethodNotAllowed:
		default:
			return false
		}
	}
	return denied > 0
}

// coverage counts while a run goes on.
type coverage struct {
	mu    sync.Mutex
	ops   map[string]*Coverage
	spent map[string]time.Duration // by operation and phase
}

// time counts how long an answer took.
func (c *coverage) time(p *testCase, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.spent == nil {
		c.spent = make(map[string]time.Duration)
	}
	c.spent[p.id()+" "+p.phase] += took
}

func (c *coverage) of(p *testCase) *Coverage {
	if c.ops == nil {
		c.ops = make(map[string]*Coverage)
	}
	one := c.ops[p.id()]
	if one == nil {
		one = &Coverage{Operation: p.id(), Statuses: make(map[int]int), Keywords: make(map[string]report.Verdicts)}
		c.ops[p.id()] = one
	}
	return one
}

func (c *coverage) status(p *testCase, status int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.of(p).Statuses[status]++
}

// add counts an exchange. A bad request counts for the rules that it breaks, a
// good one for the keyword that it tries.
func (c *coverage) add(p *testCase, r *result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	one := c.of(p)
	one.Statuses[r.Status]++
	var rules []string
	for _, v := range r.asked {
		rules = append(rules, v.Rule)
	}
	if r.valid && p.keyword != "" {
		rules = append(rules, p.keyword)
	}
	slices.Sort(rules)
	for _, rule := range slices.Compact(rules) {
		count := one.Keywords[rule]
		if r.ok() {
			count.Accepted++
		} else {
			count.Refused++
		}
		one.Keywords[rule] = count
	}
}

// list returns the coverage of every operation, in the order of their names.
func (c *coverage) list(operations []*operation) []Coverage {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range operations {
		one := c.of(&testCase{operation: s})
		one.Documented = s.op.Statuses()
	}
	var all []Coverage
	for _, one := range c.ops {
		all = append(all, *one)
	}
	slices.SortStableFunc(all, func(a, b Coverage) int { return cmp.Compare(a.Operation, b.Operation) })
	return all
}

// missing notes which documented answers were never seen.
func (k *checker) missing(s *operation, seen Coverage) {
	success := false
	for status := range seen.Statuses {
		success = success || status < 300
	}
	if !success {
		k.miss("%s: no request succeeded, so what it does was not seen", s.op.ID)
		return
	}
	var never []string
	for _, documented := range s.responses {
		found := false
		for status := range seen.Statuses {
			code := strconv.Itoa(status)
			found = found || documented == code || documented == code[:1]+"XX" || documented == "DEFAULT"
		}
		if !found {
			never = append(never, documented)
		}
	}
	if len(never) > 0 {
		k.unseen("%s: no answer had the status %s", s.op.ID, strings.Join(never, ", "))
	}
}
