package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"profilestatus.example/store/postgres/pgtest"
)

// nextMigration is one as a newer version might have: it adds a column that an
// older version does not know, and an index.
const nextMigration = `ALTER TABLE records ADD COLUMN source text NOT NULL DEFAULT '';
CREATE INDEX records_source ON records (source) WHERE source <> '';`

// buildNewer builds the program as a version that knows one more migration. It has
// no other way to get it: the build takes a file that is not in the repository.
func (h *host) buildNewer() (err error) {
	folder := filepath.Join(h.repo, "store", "postgres", "migrations")
	names, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	script := filepath.Join(h.dir, "next.sql")
	next := filepath.Join(folder, fmt.Sprintf("%04d_next.sql", len(names)+1))
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{next: script}})
	if err != nil {
		return err
	}
	path := filepath.Join(h.dir, "overlay.json")
	if err := errors.Join(os.WriteFile(script, []byte(nextMigration), 0o600), os.WriteFile(path, overlay, 0o600)); err != nil {
		return err
	}
	h.newer, err = h.build("1.1.0", "-overlay", path)
	return err
}

// upgrade replaces replicas one by one.
func (h *host) upgrade() error {
	server, err := pgtest.Start("max_connections=60")
	if err != nil {
		return err
	}
	defer server.Remove()
	if err := h.buildNewer(); err != nil {
		return err
	}
	replicas, err := h.newReplicas(server.DSN("pool_max_conns=2"))
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
	c := h.newCrew(b.web, clients, false)
	// Each client has a tenant of its own, and with it a replica.
	profiles := make(map[string][]string)
	base := func(client int) string { return fmt.Sprintf("%s/tenants/client-%d/beta", b.base, client) }
	for i, client := range c.clients {
		client.Profiles = []string{fmt.Sprintf("client-%d-a", i), fmt.Sprintf("client-%d-b", i)}
		profiles[base(i)] = client.Profiles
	}
	c.work(func(i int) []string { return []string{base(i)} })
	err = c.replace(replicas)
	if err := errors.Join(err, c.end()); err != nil {
		return err
	}
	c.say("%v", c.meter)
	if n := c.meter.counts[0]; n > 0 {
		return fmt.Errorf("%d creates got no answer", n)
	}
	if err := c.check(profiles); err != nil {
		return err
	}
	return h.refuseOlder(server)
}

// replace ends each replica and starts a newer one in its place.
func (c *crew) replace(replicas []*replica) error {
	if err := c.goesOn("with older replicas"); err != nil {
		return err
	}
	for _, r := range replicas {
		if err := r.process.terminate(); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		if err := r.start(c.newer); err != nil {
			return err
		}
		if err := c.goesOn("with " + r.name + " of the newer version"); err != nil {
			return err
		}
	}
	return nil
}

// refuseOlder checks that an older version does not begin on a newer schema.
func (h *host) refuseOlder(server *pgtest.Server) error {
	replicas, err := h.newReplicas(server.DSN())
	if err != nil {
		return err
	}
	replicas[0].name = "older"
	err = replicas[0].start(h.older)
	replicas[0].process.kill()
	if err == nil || !strings.Contains(err.Error(), "a newer version of this program has brought the schema") {
		return fmt.Errorf("an older version starts on the newer schema: %w", err)
	}
	return nil
}
