package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"profilestatus.example/store/postgres/pgtest"
)

// hostingPort finds the ports of docs/hosting.md, for which free ones are taken.
// Those of replicas are the beginning and the digit of the replica.
var hostingPort = regexp.MustCompile(`\b(9400|9500|8443|8444|920|930)([1-4]|\$1|\\1)?\b`)

// hosting follows docs/hosting.md from the first command to the last.
func (h *host) hosting() (err error) {
	for _, tool := range []string{"sh", "curl", "openssl", "psql", "pg_dump", "pg_restore", "haproxy", "promtool", "prometheus"} {
		if _, err := exec.LookPath(tool); err != nil {
			return fmt.Errorf("%w: %w", errMissing, err)
		}
	}
	database, err := pgtest.Start()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Remove()) }()
	page, err := os.ReadFile(filepath.Join(h.repo, "docs", "hosting.md"))
	if err != nil {
		return err
	}
	if err := os.Symlink(h.older, filepath.Join(h.dir, "profilestatus")); err != nil {
		return err
	}
	script, err := hostingScript(string(page))
	if err != nil {
		return err
	}
	script, err = replace(script, [][2]string{
		{"sudo -u postgres psql", "psql '" + database.DSN() + "'"},
		{"postgres://profilestatus@127.0.0.1/profilestatus", "'postgres://profilestatus@/profilestatus?host=" + database.Host() + "'"},
	})
	if err != nil {
		return err
	}
	printed, err := h.shell(script, "DEPLOY="+filepath.Join(h.repo, "deploy"))
	if err != nil {
		return fmt.Errorf("docs/hosting.md: %w\n%s", err, printed)
	}
	return h.hosted(printed)
}

// hosted looks at what the commands of the page have printed.
func (h *host) hosted(printed string) error {
	for _, want := range []struct {
		text  string
		times int
		what  string
	}{
		{`{"name":"keys","status":"ok"}`, 1, "the issuer's keys have been fetched"},
		{`"id":"run-1"`, 3, "the status was created, read, and restored"},
		{`"3"`, 1, "Prometheus sees three replicas"},
		{"creates, all answered with 201", 1, "nobody noticed the upgrade"},
	} {
		if n := strings.Count(printed, want.text); n != want.times {
			return fmt.Errorf("docs/hosting.md: %s: %q was printed %d times, want %d:\n%s", want.what, want.text, n, want.times, printed)
		}
	}
	h.say("docs/hosting.md: %s", regexp.MustCompile(`\d+ creates`).FindString(printed)+" while three replicas were replaced")
	return nil
}

// hostingScript returns the commands of the page, with other ports, and ends what
// they leave running.
func hostingScript(page string) (string, error) {
	script := "set -eu\ntrap 'jobs -p >jobs; kill -9 $(cat jobs) 2>/dev/null || true' EXIT\ntrap 'exit 1' INT TERM\n"
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(page, -1) {
		script += block[1]
	}
	var tens [3]string
	for i := range tens {
		ten, err := freeTen(2100 + 300*i)
		if err != nil {
			return "", err
		}
		tens[i] = ten
	}
	other := map[string]string{
		"9400": tens[0] + "1", "9500": tens[0] + "2", "8443": tens[0] + "3", "8444": tens[0] + "4",
		"920": tens[1], "930": tens[2],
	}
	return hostingPort.ReplaceAllStringFunc(script, func(found string) string {
		m := hostingPort.FindStringSubmatch(found)
		if ofReplica := len(m[1]) == 3; ofReplica != (m[2] != "") {
			return found
		}
		return other[m[1]] + m[2]
	}), nil
}

// freeTen returns the beginning of ten ports, all but the last digit, of which those
// that end in 1 to 4 are free: one of the 300 from first on. They lie below those
// that systems give to connections, so that none takes one of them before it is used.
func freeTen(first int) (string, error) {
	for range 100 {
		ten, free := strconv.Itoa(first+rand.IntN(300)), 0
		for _, digit := range "1234" {
			if l, err := net.Listen("tcp", "127.0.0.1:"+ten+string(digit)); err == nil && l.Close() == nil {
				free++
			}
		}
		if free == 4 {
			return ten, nil
		}
	}
	return "", errors.New("no four neighbouring ports are free")
}

// shell runs a script in the part's folder, where it finds the program, and returns
// what it printed.
func (h *host) shell(script string, env ...string) (string, error) {
	ctx, cancel := context.WithTimeout(h.ctx, 5*startLimit)
	defer cancel()
	c := exec.CommandContext(ctx, "sh", "-c", script)
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = 10 * time.Second
	c.Dir = h.dir
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "PROFILESTATUS_") {
			c.Env = append(c.Env, pair)
		}
	}
	c.Env = append(c.Env, append(env, "PATH="+h.dir+string(filepath.ListSeparator)+os.Getenv("PATH"))...)
	name := filepath.Join(h.dir, "page.log")
	out, err := os.Create(name)
	if err != nil {
		return "", err
	}
	defer out.Close()
	c.Stdout, c.Stderr = out, out // no pipe, which what is left running would keep open
	endWithParent(c)
	err = c.Run()
	printed, readErr := os.ReadFile(name)
	return string(printed), errors.Join(err, readErr)
}
