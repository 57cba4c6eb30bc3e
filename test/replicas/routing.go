package main

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"profilestatus.example/store/postgres/pgtest"
)

// tenants is how many tenants the balancers are tried with: so many that each of
// three replicas has some.
const tenants = 24

// A tenant has a rule, a clock and a journal at its replica.
type tenant struct {
	name      string
	home      *replica
	began     time.Time // of its clock
	exchanges int       // with its API, since it came to its replica
}

// routing lets replicas go and come back behind a balancer.
func (h *host) routing(k kind) error {
	server, err := pgtest.Start("max_connections=60")
	if err != nil {
		return err
	}
	defer server.Remove()
	replicas, err := h.newReplicas(server.DSN("pool_max_conns=2"))
	if err != nil {
		return err
	}
	defer killAll(replicas)
	if err := startAll(replicas, h.older); err != nil {
		return err
	}
	b, err := h.balance(k, replicas)
	if err != nil {
		return err
	}
	defer b.end()
	var all []*tenant
	for i := range tenants {
		t := &tenant{name: fmt.Sprintf("tenant-%d", i), began: time.Date(2030, 1, 1+i, 0, 0, 0, 0, time.UTC)}
		if err := h.settle(b, t, replicas); err != nil {
			return err
		}
		all = append(all, t)
	}
	if err := h.hold(b, all, nil); err != nil {
		return fmt.Errorf("with all replicas: %w", err)
	}
	for _, event := range []struct {
		name   string
		who    *replica
		end    func(*process) error
		mayCut bool
	}{
		{"stopped in order", replicas[1], (*process).terminate, k.blind},
		{"killed", replicas[2], func(p *process) error { p.kill(); return nil }, true},
	} {
		if err := h.leaveAndReturn(b, all, event.who, event.end, event.mayCut); err != nil {
			return fmt.Errorf("%s %s: %w", event.who.name, event.name, err)
		}
	}
	if err := h.resend(b, all[0]); err != nil {
		return err
	}
	killAll(replicas)
	return h.alone(b)
}

// settle gives a tenant what it has, through the balancer, and finds its replica.
func (h *host) settle(b *balancer, t *tenant, replicas []*replica) error {
	mock := b.admin + "/tenants/" + t.name + "/__mock/"
	err := exchange(h.ctx, b.web, "POST", mock+"rules", `{"match": {"profile": "throttled"}, "answer": {"status": 429, "retryAfter": 1}}`, 201, nil)
	if err == nil {
		err = exchange(h.ctx, b.web, "PUT", mock+"clock", fmt.Sprintf(`{"now": %q}`, t.began.Format(time.RFC3339)), 200, nil)
	}
	if err == nil {
		err = h.create(b, t, "first", 201)
	}
	if err != nil {
		return err
	}
	for _, r := range replicas {
		var list struct{ Value []struct{ Name string } }
		if err := exchange(h.ctx, b.web, "GET", "http://"+r.admin+"/__mock/tenants?limit=1000", "", 200, &list); err != nil {
			return err
		}
		for _, known := range list.Value {
			if known.Name != t.name {
				continue
			}
			if t.home != nil {
				return fmt.Errorf("%s is at %s and at %s", t.name, t.home.name, r.name)
			}
			t.home = r
		}
	}
	if t.home == nil {
		return fmt.Errorf("%s is at no replica", t.name)
	}
	return nil
}

// create creates a status of a profile and counts it.
func (h *host) create(b *balancer, t *tenant, profile string, want int) error {
	body := `{"status": "success", "lastSynchronizationDateTime": "2026-11-23T09:58:12Z"}`
	t.exchanges++
	return exchange(h.ctx, b.web, "POST", b.base+"/tenants/"+t.name+"/beta/education/synchronizationProfiles/"+profile+"/profileStatus", body, want, nil)
}

// hold checks that every tenant has its statuses, and those whose replica has
// stayed their rule, clock and journal, too.
func (h *host) hold(b *balancer, all []*tenant, away *replica) error {
	homes := make(map[string]int)
	for _, t := range all {
		homes[t.home.name]++
		t.exchanges++
		address := b.base + "/tenants/" + t.name + "/beta/education/synchronizationProfiles/first/profileStatus"
		if err := exchange(h.ctx, b.web, "GET", address, "", 200, nil); err != nil {
			return err
		}
		if t.home == away {
			continue
		}
		if err := h.create(b, t, "throttled", http.StatusTooManyRequests); err != nil {
			return fmt.Errorf("the rule of %s at %s: %w", t.name, t.home.name, err)
		}
		var clock struct{ Now time.Time }
		var journal struct{ Exchanges []any }
		err1 := exchange(h.ctx, b.web, "GET", b.admin+"/tenants/"+t.name+"/__mock/clock", "", 200, &clock)
		err2 := exchange(h.ctx, b.web, "GET", b.admin+"/tenants/"+t.name+"/__contract/violations", "", 200, &journal)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		if d := clock.Now.Sub(t.began); d < 0 || d > time.Hour {
			return fmt.Errorf("the clock of %s at %s says %v, want a time soon after %v", t.name, t.home.name, clock.Now, t.began)
		}
		if len(journal.Exchanges) != t.exchanges {
			return fmt.Errorf("the journal of %s at %s has %d exchanges, want %d", t.name, t.home.name, len(journal.Exchanges), t.exchanges)
		}
	}
	if len(homes) < 3 {
		return fmt.Errorf("%d tenants are at %v, want some at each of 3 replicas", len(all), homes)
	}
	return nil
}

// leaveAndReturn ends a replica under load and starts it again. Tenants of others
// notice nothing, and its own begin anew when it is back.
func (h *host) leaveAndReturn(b *balancer, all []*tenant, r *replica, end func(*process) error, mayCut bool) error {
	stop := make(chan struct{})
	var load sync.WaitGroup
	var made, refused, cut atomic.Int64
	errs := make([]error, len(all))
	for i, t := range all {
		load.Go(func() {
			for errs[i] == nil {
				select {
				case <-stop:
					return
				case <-time.After(30 * time.Millisecond):
				}
				err := h.create(b, t, "load", 201)
				var answer *wrongStatus
				switch {
				case err == nil:
					made.Add(1)
				case errors.As(err, &answer) && answer.status == 503 && answer.retryAfter != "" && t.home == r:
					refused.Add(1)
				case isCut(err) && t.home == r && mayCut:
					cut.Add(1)
				default:
					errs[i] = fmt.Errorf("a tenant of %s: %w", t.home.name, err)
				}
			}
		})
	}
	h.pause(h.load)
	err := end(r.process)
	h.pause(h.load)
	close(stop)
	load.Wait()
	if err := errors.Join(append(errs, err)...); err != nil {
		return err
	}
	h.say("%s without %s: %d creates, %d refused by 503, %d cut", b.name, r.name, made.Load(), refused.Load(), cut.Load())
	if err := h.hold(b, all, r); err != nil {
		return fmt.Errorf("while it is away: %w", err)
	}
	if err := r.start(h.older); err != nil {
		return err
	}
	// The balancer learns that it is back, and a tenant is where it was.
	for _, t := range all {
		if t.home != r {
			continue
		}
		if err := h.await(b.process, t.name+" returns", func() error { return h.isAt(b, t, r) }); err != nil {
			return err
		}
		t.home, t.exchanges = nil, 0
		if err := exchange(h.ctx, b.web, "DELETE", b.admin+"/tenants/"+t.name+"/__contract/violations", "", 204, nil); err != nil {
			return err
		}
		if err := h.settle(b, t, []*replica{r}); err != nil {
			return err
		}
	}
	if err := h.hold(b, all, nil); err != nil {
		return fmt.Errorf("when it is back: %w", err)
	}
	return nil
}

// isAt returns nil when requests of a tenant reach that replica.
func (h *host) isAt(b *balancer, t *tenant, r *replica) error {
	var before, after struct{ Exchanges []any }
	journal := "http://" + r.admin + "/tenants/" + t.name + "/__contract/violations"
	err1 := exchange(h.ctx, b.web, "GET", journal, "", 200, &before)
	err2 := h.create(b, t, "load", 201)
	err3 := exchange(h.ctx, b.web, "GET", journal, "", 200, &after)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	if len(after.Exchanges) != len(before.Exchanges)+1 {
		return fmt.Errorf("a request of %s has not reached %s", t.name, r.name)
	}
	return nil
}
