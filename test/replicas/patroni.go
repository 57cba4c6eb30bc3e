package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"profilestatus.example/store/postgres/pgtest"
)

// A patroni is three members, an etcd, and HAProxy that follows the primary.
type patroni struct {
	*host
	folder  string
	etcd    string // address
	members []*member
}

// patroni kills primaries that Patroni replaces.
func (h *host) patroni() (err error) {
	for _, program := range []string{"patroni", "etcd", "haproxy"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("%w: %s is not installed", errMissing, program)
		}
	}
	p := &patroni{host: h}
	if p.folder, err = os.MkdirTemp("", "patroni-"); err != nil {
		return err
	}
	defer os.RemoveAll(p.folder)
	if err := pgtest.Own(p.folder); err != nil {
		return err
	}
	etcd, err := p.startEtcd()
	if err != nil {
		return err
	}
	defer etcd.kill()
	defer p.kill()
	if err := p.startMembers(); err != nil {
		return err
	}
	balancer, dsn, err := p.follow()
	if err != nil {
		return err
	}
	defer balancer.kill()
	return h.underLoad(dsn, func(c *crew, _ []*replica) error { return p.disturb(c) })
}

// disturb kills the primary in each way, as often as there are rounds.
func (p *patroni) disturb(c *crew) error {
	if err := c.goesOn("at the start"); err != nil {
		return err
	}
	for range p.rounds {
		for _, event := range []struct {
			name string
			do   func(*member) error
		}{
			{"the primary killed", func(m *member) error { return m.killPostgres() }},
			{"the node of the primary killed", func(m *member) error { m.kill(); return p.replaced(m) }},
		} {
			m, err := p.settled()
			if err != nil {
				return err
			}
			if err := c.event(event.name, func() error { return event.do(m) }); err != nil {
				return err
			}
			if m.process.ended() {
				if err := m.start(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// settled waits until one of the members is primary and another one its synchronous
// standby, and returns the first.
func (p *patroni) settled() (primary *member, err error) {
	return primary, p.await(p.members[0].process, "a primary with a synchronous standby", func() error {
		roles, err := p.roles()
		if err != nil {
			return err
		}
		if roles["leader"] == "" || roles["sync_standby"] == "" {
			return fmt.Errorf("the roles are %v", roles)
		}
		for _, m := range p.members {
			if m.name == roles["leader"] {
				primary = m
			}
		}
		return nil
	})
}

// replaced waits until another member than a lost one is primary: what was in flight
// may still be answered by those of its processes that end last.
func (p *patroni) replaced(lost *member) error {
	return p.await(&process{gone: make(chan struct{})}, "another primary than "+lost.name, func() error {
		roles, err := p.roles()
		if err == nil && (roles["leader"] == "" || roles["leader"] == lost.name) {
			err = fmt.Errorf("the roles are %v", roles)
		}
		return err
	})
}

// roles returns which member has which role, of those that are up, as the first says
// that answers.
func (p *patroni) roles() (map[string]string, error) {
	for _, m := range p.members {
		var cluster struct {
			Members []struct{ Name, Role, State string }
		}
		if err := exchange(p.ctx, http.DefaultClient, "GET", "http://"+m.rest+"/cluster", "", 200, &cluster); err != nil {
			continue
		}
		roles := make(map[string]string)
		for _, known := range cluster.Members {
			if known.State == "running" || known.State == "streaming" {
				roles[known.Role] = known.Name
			}
		}
		return roles, nil
	}
	return nil, errors.New("no member answers")
}

// launchAs starts a program as PostgreSQL's user.
func (p *patroni) launchAs(name, program string, args ...string) (*process, error) {
	return p.launchWith(name, func(c *exec.Cmd) error {
		c.Dir = p.folder
		return pgtest.RunAs(c)
	}, program, args...)
}

func (p *patroni) startEtcd() (*process, error) {
	client, err1 := freeAddress()
	peer, err2 := freeAddress()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	p.etcd = client
	etcd, err := p.launchAs("etcd", "etcd", "--data-dir", filepath.Join(p.folder, "etcd"), "--listen-client-urls", "http://"+client,
		"--advertise-client-urls", "http://"+client, "--listen-peer-urls", "http://"+peer, "--initial-advertise-peer-urls", "http://"+peer,
		"--initial-cluster", "default=http://"+peer)
	if err != nil {
		return nil, err
	}
	return etcd, p.await(etcd, "etcd", func() error {
		return exchange(p.ctx, http.DefaultClient, "GET", "http://"+client+"/health", "", 200, nil)
	})
}

// startMembers starts the members, each with the configuration in deploy, changed by
// nothing but names, addresses and files.
func (p *patroni) startMembers() error {
	text, err1 := os.ReadFile(filepath.Join(p.repo, "deploy", "patroni", "patroni.yml"))
	programs, err2 := pgtest.Programs()
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	for i := range 3 {
		m := &member{patroni: p, name: fmt.Sprintf("db-%d", i+1)}
		m.rest, err1 = freeAddress()
		m.sql, err2 = freeAddress()
		m.config = filepath.Join(p.folder, m.name+".yml")
		config, err3 := replace(string(text), [][2]string{
			{"0.0.0.0:8008", m.rest}, {"db-1:8008", m.rest}, {"0.0.0.0:5432", m.sql}, {"db-1:5432", m.sql}, {"name: db-1", "name: " + m.name},
			{"etcd-1:2379,etcd-2:2379,etcd-3:2379", p.etcd}, {"/var/lib/postgresql/profilestatus", m.data()}, {"/usr/lib/postgresql/15/bin", programs},
			{"hostssl ", "host "}, {"max_connections: 60", "unix_socket_directories: " + p.folder},
		})
		err4 := os.WriteFile(m.config, []byte(config), 0o644) // to be read by PostgreSQL's user
		if err := errors.Join(err1, err2, err3, err4); err != nil {
			return err
		}
		p.members = append(p.members, m)
		if err := m.start(); err != nil {
			return err
		}
		if i == 0 { // it makes the database; the others copy it
			if err := p.await(m.process, "the first primary", func() error {
				return exchange(p.ctx, http.DefaultClient, "GET", "http://"+m.rest+"/primary", "", 200, nil)
			}); err != nil {
				return err
			}
		}
	}
	_, err := p.settled()
	return err
}

// follow starts the HAProxy that passes connections to the primary, and returns the
// name of the database behind it.
func (p *patroni) follow() (_ *process, dsn string, err error) {
	text, err1 := os.ReadFile(filepath.Join(p.repo, "deploy", "patroni", "haproxy.cfg"))
	address, err2 := freeAddress()
	changes := [][2]string{{"127.0.0.1:5432", address}}
	for _, m := range p.members {
		_, port, _ := strings.Cut(m.rest, ":")
		changes = append(changes, [2]string{m.name + ":5432 port 8008", m.sql + " port " + port})
	}
	config, err3 := replace(string(text), changes)
	path := filepath.Join(p.dir, "postgres.cfg")
	err4 := os.WriteFile(path, []byte(config), 0o600)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, "", err
	}
	process, err := p.launch("postgres-haproxy", "haproxy", "-db", "-f", path)
	if err != nil {
		return nil, "", err
	}
	dsn = "postgres://postgres:superuser-password@" + address + "/postgres?sslmode=disable"
	// It takes all of them for primaries until it has asked.
	return process, dsn + "&pool_max_conns=2", p.await(process, "HAProxy before PostgreSQL", func() error {
		for range 2 * len(p.members) {
			conn, err := pgx.Connect(p.ctx, dsn+"&target_session_attrs=read-write")
			if err != nil {
				return err
			}
			if err := conn.Close(p.ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// kill ends all members.
func (p *patroni) kill() {
	for _, m := range p.members {
		m.kill()
	}
	time.Sleep(100 * time.Millisecond) // the server's processes notice by themselves
}
