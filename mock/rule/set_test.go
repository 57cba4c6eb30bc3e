package rule_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"profilestatus.example/mock/control"
	"profilestatus.example/mock/rule"
)

func ids(s *rule.Set) string {
	var all []string
	for _, r := range s.List() {
		all = append(all, r.ID)
	}
	return strings.Join(all, " ")
}

// TestSet: rules keep their order, and ids are never given twice.
func TestSet(t *testing.T) {
	var s rule.Set
	throttle := parse(t, `{"answer":{"status":429}}`)
	steps := []struct {
		name   string
		do     func()
		want   string
		reason string
	}{
		{"nothing", func() {}, "", "the zero value is empty"},
		{"remove from nothing", func() { s.Remove("r1") }, "", "what is not there is left so"},
		{"add", func() { s.Add(throttle); s.Add(throttle); s.Add(throttle) }, "r1 r2 r3", "behind the others"},
		{"remove", func() { s.Remove("r2") }, "r1 r3", "one rule"},
		{"add after a remove", func() { s.Add(throttle) }, "r1 r3 r4", "an id is not given again"},
		{"replace", func() { s.Replace("r3", throttle) }, "r1 r3 r4", "at its place, with its id"},
		{"all", func() { s.Set([]control.Rule{throttle, throttle}) }, "r5 r6", "new rules have new ids"},
		{"none", func() { s.Set(nil) }, "", "all are gone"},
		{"add after none", func() { s.Add(throttle) }, "r7", "an id is not given again"},
	}
	for _, step := range steps {
		if step.do(); ids(&s) != step.want || s.Len() != len(strings.Fields(step.want)) {
			t.Errorf("%s: got %q, %d; want %q\nreason: %s", step.name, ids(&s), s.Len(), step.want, step.reason)
		}
	}
	if _, ok := s.Get("r1"); ok {
		t.Error("a removed rule can be read")
	}
	if _, ok := s.Replace("r1", throttle); ok {
		t.Error("a removed rule can be replaced")
	}
}

// TestReplaceCounts: a rule that was replaced counts from nothing again.
func TestReplaceCounts(t *testing.T) {
	var s rule.Set
	once := parse(t, `{"answer":{"status":429},"times":1}`)
	s.Add(once)
	s.Decide(request())
	if got, _ := s.Get("r1"); got.Matched != 1 || got.Fired != 1 {
		t.Errorf("got %+v", got)
	}
	if got, ok := s.Replace("r1", once); !ok || got.Matched != 0 || got.Fired != 0 || s.Decide(request()) == nil {
		t.Errorf("got %+v, %t", got, ok)
	}
}

// TestUndo: a request that failed by itself uses nothing up.
func TestUndo(t *testing.T) {
	var s rule.Set
	s.Add(parse(t, `{"answer":{"status":503},"times":1,"when":"after"}`))
	e := s.Decide(request())
	if e == nil || !e.After {
		t.Fatalf("got %+v", e)
	}
	e.Undo()
	if s.Decide(request()) == nil {
		t.Error("the rule is used up")
	}
	if got, _ := s.Get("r1"); got.Matched != 2 || got.Fired != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestMax(t *testing.T) {
	var s rule.Set
	r := parse(t, `{"answer":{"status":429}}`)
	for range rule.Max {
		if _, ok := s.Add(r); !ok {
			t.Fatal("refused too early")
		}
	}
	if _, ok := s.Add(r); ok || s.Len() != rule.Max {
		t.Errorf("got %d rules", s.Len())
	}
}

// TestConcurrent: each request counts once, whoever changes rules meanwhile.
func TestConcurrent(t *testing.T) {
	var s rule.Set
	s.Add(parse(t, `{"answer":{"status":429},"times":100}`))
	s.Add(parse(t, `{"answer":{"status":503}}`))
	var group sync.WaitGroup
	decided := make([][]string, 8)
	for i := range decided {
		group.Go(func() {
			for range 100 {
				decided[i] = append(decided[i], s.Decide(request()).Rule)
				if i == 0 {
					made, _ := s.Add(parse(t, `{"connection":"reset"}`))
					s.Remove(made.ID)
				}
			}
		})
	}
	group.Wait()
	counts := make(map[string]int)
	for _, id := range slices.Concat(decided...) {
		counts[id]++
	}
	if counts["r1"] != 100 || counts["r2"] != 700 {
		t.Errorf("got %v", counts)
	}
}

// full returns as many rules as there may be, none of which matches request.
func full(t testing.TB) *rule.Set {
	var s rule.Set
	for i := range rule.Max {
		s.Add(parse(t, fmt.Sprintf(`{"match":{"profile":"school-%d*x"},"answer":{"status":429}}`, i)))
	}
	return &s
}

// TestAllocations: a request that no rule is for allocates nothing.
func TestAllocations(t *testing.T) {
	s, r := full(t), request()
	if n := testing.AllocsPerRun(100, func() { s.Decide(r) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzRule(f *testing.F) {
	f.Add(`{}`, "", "", "")
	f.Add(`{"answer":{"status":429,"retryAfter":1},"times":2}`, "school-1", "id", "run-1")
	f.Add(`{"match":{"profile":"s*?","property":{"name":"id","value":"run-1"},"header":{"name":"a"}},"probability":0.5,"connection":"cut"}`, "s", "a", "b")
	f.Add(`{"answer":{"status":200,"body":"x","headers":{"a":"b"},"breaksContract":true},"delay":{"logNormal":{"median":1,"sigma":4}}}`, "", "", "")
	check := refusals(f)
	f.Fuzz(func(t *testing.T, text, profile, name, value string) {
		found := check(text)
		for _, v := range found {
			if v.Message == "" || v.Target != "" && v.Target[0] != '/' {
				t.Errorf("got %+v", v)
			}
		}
		if len(found) > 0 {
			return
		}
		var s rule.Set
		made, _ := s.Add(parse(t, text))
		e := s.Decide(&rule.Request{Operation: "createProfileStatus", Profile: profile, Body: map[string]any{name: value}})
		if e != nil && (e.Rule != made.ID || e.Delay < 0 || e.Delay > rule.MaxDelay) {
			t.Errorf("got %+v", e)
		}
	})
}

func BenchmarkDecide(b *testing.B) {
	one := new(rule.Set)
	one.Add(parse(b, `{"match":{"operations":["createProfileStatus"],"profile":"other-*"},"answer":{"status":429}}`))
	for _, bb := range []struct {
		name, reason string
		set          *rule.Set
	}{
		{"none", "a tenant without rules", new(rule.Set)},
		{"one", "the usual case", one},
		{"full", "the most that there can be", full(b)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			r := request()
			for b.Loop() {
				bb.set.Decide(r)
			}
		})
	}
}
