package check

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"sync"

	"profilestatus.example/contract"
)

// conflict creates the same id again, one after the other and at once.
func (l *scenario) conflict(ctx context.Context) {
	if len(l.create.ids) == 0 || !l.create.documents("409") {
		l.unseen("state: %s takes no id or documents no 409, so a repeated id was not tried", l.create.op.ID)
		return
	}
	l.trace.begin()
	m := l.createOne(ctx, "create an id", l.create.full)
	if m == nil {
		return
	}
	p := l.base(l.create, "state", "create the same id again")
	p.path, p.want, p.rule = m.p.path, http.StatusConflict, "conflict"
	for _, body := range l.variants() {
		for _, name := range l.create.ids {
			body = put(body, []step{name}, m.sent.(map[string]any)[name])
		}
		p.body = encode(body) // another object with the same id
	}
	l.do(ctx, p)
	l.follow(ctx, m)

	body := encode(l.renew(l.create, l.create.full))
	l.trace.begin()
	var lock sync.Mutex
	var wins []*result
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			q := l.base(l.create, "state", "create one id several times at once")
			q.path, q.body, q.together = m.p.path, body, true
			if r := l.do(ctx, q); r.ok() {
				l.trace.keep(r.id)
				lock.Lock()
				wins = append(wins, r)
				lock.Unlock()
			}
		})
	}
	all.Wait()
	if len(wins) > 1 {
		l.fail(l.create, wins[0], contract.Violation{Rule: "conflict", Target: "status", Found: fmt.Sprintf("%d successes", len(wins)), Want: "one success, else 409", Message: fmt.Sprintf("One id was created %d times at once.", len(wins))})
	}
	if len(wins) > 0 {
		if id, _, ok := idOf(wins[0].value(), l.idName); ok {
			l.ids = append(l.ids, id)
		}
	}
}

// unique creates many objects at once and compares the ids that the server
// gives them.
func (l *scenario) unique(ctx context.Context) {
	body, _ := l.create.minimal.(map[string]any)
	for _, name := range l.create.ids {
		if _, required := body[name]; required {
			l.unseen("state: %s asks for an id, so the server makes none", l.create.op.ID)
			return
		}
	}
	same := bytes.Equal(encode(l.renew(l.create, l.create.minimal)), encode(l.renew(l.create, l.create.minimal)))
	l.trace.begin()
	var lock sync.Mutex
	seen := make(map[string]int) // by id, how many objects
	var all sync.WaitGroup
	for range 24 {
		all.Go(func() {
			p := l.base(l.create, "state", "create many objects at once")
			p.path, p.body = l.path(l.create, l.values), encode(l.renew(l.create, l.create.minimal))
			p.together = true
			r := l.do(ctx, p)
			id, _, ok := idOf(r.value(), l.idName)
			if !ok || !r.ok() {
				return
			}
			l.trace.keep(r.id)
			lock.Lock()
			defer lock.Unlock()
			made := 1
			if same && r.Status == http.StatusOK {
				made = 0 // to send the same again may well give what there is
			}
			if seen[id] += made; made > 0 && seen[id] == 2 {
				l.fail(l.create, r, contract.Violation{Rule: "uniqueId", Target: "/id", Found: brief(id) + " again", Want: "an id that no other object has", Message: fmt.Sprintf("The server gave the id %s to two objects.", brief(id))})
			}
		})
	}
	all.Wait()
	l.ids = append(l.ids, sorted(seen)...)
}
