package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"profilestatus.example/store/postgres/pgtest"
	"profilestatus.example/test/internal/ledger"
)

// clients is how many create at the same time.
const clients = 24

// A cluster is a primary with a synchronous standby, and replicas that find by
// themselves which of them takes writes.
type cluster struct {
	*crew
	primary, standby *pgtest.Server
	replicas         []*replica
}

// node kills everything in turn.
func (h *host) node() (err error) {
	c := new(cluster)
	if c.primary, err = pgtest.Start("max_connections=60"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.primary.Remove()) }()
	if err := c.follow(h); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.standby.Remove()) }()
	both := strings.Replace(c.primary.DSN("pool_max_conns=2", "target_session_attrs=read-write"), "host=", "host="+c.standby.Host()+",", 1)
	return h.underLoad(both, func(w *crew, replicas []*replica) error {
		c.crew, c.replicas = w, replicas
		return c.disturb()
	})
}

// underLoad lets clients create at three replicas on a database while it is
// disturbed, and then looks for what they were told.
func (h *host) underLoad(dsn string, disturb func(*crew, []*replica) error) error {
	replicas, err := h.newReplicas(dsn)
	if err != nil {
		return err
	}
	defer killAll(replicas)
	if err := startAll(replicas, h.older); err != nil {
		return err
	}
	b, err := h.balance(haproxy, replicas)
	if err != nil {
		return err
	}
	defer b.end()
	c := h.newCrew(b.web, clients, true)
	c.work(func(i int) []string { // through the balancer, or to the replicas themselves
		if i%2 == 0 {
			return []string{b.base + "/beta"}
		}
		return []string{"http://" + replicas[0].addr + "/beta", "http://" + replicas[1].addr + "/beta", "http://" + replicas[2].addr + "/beta"}
	})
	err = disturb(c, replicas)
	if err := errors.Join(err, c.end()); err != nil {
		return err
	}
	return c.check(map[string][]string{b.base + "/beta": ledger.Profiles})
}

// follow starts a standby that the primary waits for.
func (c *cluster) follow(h *host) (err error) {
	if c.standby, err = c.primary.Standby("max_connections=60", "synchronous_standby_names=", "wal_retrieve_retry_interval=100ms"); err != nil {
		return err
	}
	return h.execute(c.primary, "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
}

// disturb kills one after the other, and lets creates succeed in between.
func (c *cluster) disturb() error {
	if err := c.goesOn("at the start"); err != nil {
		return err
	}
	for round := range c.rounds {
		r := c.replicas[round%len(c.replicas)]
		for _, event := range []struct {
			name string
			do   func() error
		}{
			{"a replica killed and started", func() error { r.process.kill(); c.pause(c.load); return r.start(c.older) }},
			{"all connections to the primary ended", c.disconnect},
			{"the standby killed and started", func() error { c.standby.Kill(); c.pause(c.load); return c.standby.Restart() }},
			{"the primary killed and started", func() error { c.primary.Kill(); return c.primary.Restart() }},
		} {
			if err := c.event(event.name, event.do); err != nil {
				return err
			}
		}
	}
	return c.event("the primary killed, the standby promoted", func() error {
		c.primary.Kill()
		return c.execute(c.standby, "SELECT pg_promote()")
	})
}

// event lets something happen and prints how creates went on.
func (c *crew) event(name string, do func() error) error {
	c.meter.reset()
	if err := do(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := c.goesOn("with " + name); err != nil {
		return err
	}
	c.say("%s: %v", name, c.meter)
	return nil
}

// disconnect ends the connections of the replicas, a third of them at a time.
func (c *cluster) disconnect() error {
	for range 5 {
		err := c.execute(c.primary, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'profilestatus' AND random() < 0.4")
		if err != nil {
			return err
		}
		c.pause(50 * time.Millisecond)
	}
	return nil
}

// execute runs statements on a server.
func (h *host) execute(server *pgtest.Server, statements ...string) error {
	conn, err := pgx.Connect(h.ctx, server.DSN())
	if err != nil {
		return err
	}
	defer conn.Close(h.ctx)
	for _, s := range statements {
		if _, err := conn.Exec(h.ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}
