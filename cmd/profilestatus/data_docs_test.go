package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"profilestatus.example/store/postgres/pgtest"
)

// dataCommands returns the commands of docs/data.md that begin so, each of which is
// there once.
func dataCommands(t *testing.T, beginnings ...string) (commands []string) {
	t.Helper()
	page, err := os.ReadFile("../../docs/data.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, beginning := range beginnings {
		found := regexp.MustCompile("(?s)```sh\n("+regexp.QuoteMeta(beginning)+".*?)```\n").FindAllStringSubmatch(string(page), -1)
		if len(found) != 1 {
			t.Fatalf("docs/data.md has %d commands that begin with %q, want 1", len(found), beginning)
		}
		commands = append(commands, found[0][1])
	}
	return commands
}

// shell runs commands in dir, where profilestatus is this program.
func shell(t *testing.T, dir, commands string, env ...string) {
	t.Helper()
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "profilestatus"), []byte(fmt.Sprintf("#!/bin/sh\n%s=1 exec '%s' \"$@\"\n", asProgram, os.Args[0])), 0o700); err != nil {
		t.Fatal(err)
	}
	servers, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // only a bad pattern is an error
	c := exec.Command("sh", "-e", "-c", commands)
	c.Dir = dir
	c.Env = append(os.Environ(), append(env, "PATH="+strings.Join(append([]string{bin, os.Getenv("PATH")}, servers...), ":"))...)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", commands, err, out)
	}
}

const dataProfile = "/education/synchronizationProfiles/p/profileStatus"

func createStatus(t *testing.T, base, id string) {
	t.Helper()
	if status := request(t, "POST", base+dataProfile, `{"id":"`+id+`","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`); status != http.StatusCreated {
		t.Fatalf("create %s: %d, want 201", id, status)
	}
}

// expectStatuses fails the test unless the service has a and has lost b.
func expectStatuses(t *testing.T, base string) {
	t.Helper()
	for id, want := range map[string]int{"a": http.StatusOK, "b": http.StatusNotFound} {
		if got := request(t, "GET", base+dataProfile+"History/"+id, ""); got != want {
			t.Errorf("status %s: %d, want %d", id, got, want)
		}
	}
}

// TestDataCommands backs a service up and restores it as docs/data.md says.
func TestDataCommands(t *testing.T) {
	t.Parallel()
	commands := dataCommands(t, "profilestatus backup", "mkdir before", "profilestatus serve")
	dir := t.TempDir()
	serve := append(strings.Fields(commands[2])[1:], "--addr", "127.0.0.1:0", "--log-level", "error")
	p := startProgram(t, dir, serve...)
	createStatus(t, p.base, "a")
	shell(t, dir, commands[0])
	createStatus(t, p.base, "b")
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait() // it was killed
	shell(t, dir, commands[1])
	expectStatuses(t, startProgram(t, dir, serve...).base)
	expectStatuses(t, startProgram(t, dir, "serve", "--addr", "127.0.0.1:0", "--store", "sqlite:monday.db").base)
}

// TestDataCommandsPostgres does the same with a PostgreSQL database.
func TestDataCommandsPostgres(t *testing.T) {
	t.Parallel()
	commands := dataCommands(t, "pg_dump", "psql")
	server, err := pgtest.Start()
	if err != nil {
		t.Skipf("the commands of docs/data.md cannot be run: %v", err)
	}
	t.Cleanup(func() {
		if err := server.Remove(); err != nil {
			t.Error(err)
		}
	})
	database := strings.TrimSuffix(server.DSN(), "?")
	restored := strings.Replace(database, "/postgres?", "/restored?", 1)
	dir := t.TempDir()
	env := []string{"DATABASE=" + database, "RESTORED=" + restored}
	p := startService(t, dir, "--store", database, "--keep-last", "5", "--log-level", "error")
	createStatus(t, p.base, "a")
	shell(t, dir, commands[0], env...)
	createStatus(t, p.base, "b")
	shell(t, dir, commands[1], env...)
	again := startService(t, dir, "--store", restored, "--log-level", "error")
	expectStatuses(t, again.base)
	createStatus(t, again.base, "b")
	if got := request(t, "GET", again.base+dataProfile, ""); got != http.StatusOK {
		t.Errorf("the newest status: %d, want 200", got)
	}
}

// TestBackupUnderLoad kills the service after a backup under load, and looks in a
// restored store for what was answered before the backup began.
func TestBackupUnderLoad(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := startService(t, dir, "--store", "sqlite:s.db", "--log-level", "error")
	answered := make(chan int, 1)
	warm := make(chan struct{})
	go func() {
		n := 0
		defer func() { answered <- n }()
		for ; n < 10_000; n++ {
			if n == 50 {
				close(warm)
			}
			body := fmt.Sprintf(`{"id":"%d","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`, n)
			r, err := http.NewRequest("POST", p.base+dataProfile, strings.NewReader(body))
			if err != nil {
				return
			}
			r.Header.Set("Authorization", "Bearer any-token")
			r.Header.Set("Content-Type", "application/json")
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				return // it was killed
			}
			_ = resp.Body.Close()
			if resp.StatusCode != http.StatusCreated {
				return
			}
		}
	}()
	select {
	case <-warm:
	case <-time.After(30 * time.Second):
		t.Fatal("the service does not answer")
	}
	shell(t, dir, "profilestatus backup copy.db sqlite:s.db")
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait() // it was killed
	most := <-answered
	shell(t, dir, "mkdir elsewhere && profilestatus restore copy.db sqlite:elsewhere/s.db")
	again := startService(t, filepath.Join(dir, "elsewhere"), "--store", "sqlite:s.db", "--log-level", "error")
	for n := range 50 {
		if got := request(t, "GET", again.base+dataProfile+"History/"+fmt.Sprint(n), ""); got != http.StatusOK {
			t.Errorf("status %d, answered before the backup began: %d, want 200", n, got)
		}
	}
	if got := request(t, "GET", again.base+dataProfile+"History/"+fmt.Sprint(most+1), ""); got != http.StatusNotFound {
		t.Errorf("a status that was never sent: %d, want 404", got)
	}
	if got := request(t, "GET", again.base+dataProfile+"History?$top=1000", ""); got != http.StatusOK {
		t.Errorf("the history: %d, want 200", got)
	}
}
