package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A member is a PostgreSQL that Patroni looks after.
type member struct {
	*patroni
	name, rest, sql string // its name in deploy, and addresses
	config          string // path
	process         *process
}

func (m *member) data() string { return filepath.Join(m.folder, m.name) }

func (m *member) start() (err error) {
	m.process, err = m.launchAs(m.name, "patroni", m.config)
	return err
}

// killPostgres ends the server as a crash does. Patroni stays.
func (m *member) killPostgres() error {
	text, err := os.ReadFile(filepath.Join(m.data(), "postmaster.pid"))
	if err != nil {
		return err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		return err
	}
	server, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	return server.Kill()
}

// kill ends Patroni and the server at once, as the end of their machine does.
func (m *member) kill() {
	m.process.kill()
	_ = m.killPostgres() // it may have ended already
}
