package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// printedAddress is the one of the service in the page, in whose place the runner puts
// a free one.
const printedAddress = "127.0.0.1:8080"

// A runner has what all recipes need.
type runner struct {
	page  string
	out   io.Writer
	root  string // of the repository
	dir   string // has the program, and the empty folders; it is removed
	cache string // stays from run to run
}

// newRunner builds the program.
func newRunner(ctx context.Context, page string, out io.Writer) (*runner, error) {
	root, err := filepath.Abs(".")
	if err != nil {
		return nil, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "recipes-")
	if err != nil {
		return nil, err
	}
	u := &runner{page: page, out: out, root: root, dir: dir, cache: filepath.Join(cache, "profilestatus", "recipes")}
	build := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(dir, "bin", "profilestatus"), "./cmd/profilestatus")
	if printed, err := build.CombinedOutput(); err != nil {
		u.close()
		return nil, fmt.Errorf("build: %w\n%s", err, printed)
	}
	return u, nil
}

// close removes the program and what failed recipes left.
func (u *runner) close() { _ = os.RemoveAll(u.dir) }

// environment returns that of a recipe's commands.
func (u *runner) environment(r recipe) []string {
	var env []string
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "PROFILESTATUS_") {
			env = append(env, pair)
		}
	}
	env = append(env,
		"PATH="+filepath.Join(u.dir, "bin")+string(filepath.ListSeparator)+os.Getenv("PATH"),
		"NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1", // some languages would send even this to a proxy
		"LC_ALL=C.UTF-8", "CI=1", "NPM_CONFIG_PREFER_OFFLINE=true", "MAVEN_OPTS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
	)
	for _, pair := range r.env {
		env = append(env, strings.NewReplacer("$CACHE", u.cache, "$CLIENT", filepath.Join(u.root, "test", "clients", r.client)).Replace(pair))
	}
	return env
}

// section is the heading of the part of the page that has the recipes.
const section = "## From an empty folder"

// A chapter is a heading of the page and the commands below it.
type chapter struct{ heading, script string }

// chapters returns those of the page's recipes, in their order.
func chapters(page string) []chapter {
	var found []chapter
	inside, fence := false, ""
	for line := range strings.Lines(page) {
		switch text := strings.TrimRight(line, "\n"); {
		case fence != "" && text == "```":
			fence = ""
		case fence == "```sh" && len(found) > 0:
			found[len(found)-1].script += line
		case fence != "":
		case inside && strings.HasPrefix(text, "```"):
			fence = text
		case strings.HasPrefix(text, "## "):
			inside = text == section
		case inside && strings.HasPrefix(text, "### "):
			found = append(found, chapter{heading: text[len("### "):]})
		}
	}
	return found
}

// script returns the commands below a heading.
func (u *runner) script(heading string) (string, error) {
	for _, c := range chapters(u.page) {
		if c.heading == heading && c.script != "" {
			return c.script, nil
		}
	}
	return "", fmt.Errorf("%s has no commands below the heading %q", page, heading)
}

// A service is one that runs, with no statuses yet.
type service struct {
	address string
	stop    func()
}

// start starts one on a free port.
func (u *runner) start(ctx context.Context) (*service, error) {
	serve := exec.CommandContext(ctx, filepath.Join(u.dir, "bin", "profilestatus"), "serve", "--addr", "127.0.0.1:0", "--store", "memory", "--log-level", "error")
	serve.Stderr, serve.WaitDelay = os.Stderr, 5*time.Second
	serve.Cancel = func() error { return serve.Process.Signal(syscall.SIGTERM) }
	stdout, err := serve.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := serve.Start(); err != nil {
		return nil, err
	}
	stop := func() {
		_ = serve.Process.Signal(syscall.SIGTERM)
		_ = serve.Wait()
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		stop()
		return nil, fmt.Errorf("the service did not start: %w", err)
	}
	address := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "http://"), "/beta")
	return &service{address: address, stop: stop}, nil
}

// created is the time of the statuses that recipes create, to the second.
const created = "2026-11-23T09:58:12"

// hasStatus returns an error unless the status of every recipe is there.
func (s *service) hasStatus(ctx context.Context, profile string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.address+"/beta/education/synchronizationProfiles/"+profile+"/profileStatus", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer any-token")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var got struct {
		Status string `json:"status"`
		Time   string `json:"lastSynchronizationDateTime"`
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 64<<10)).Decode(&got); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK || got.Status != "success" || !strings.HasPrefix(got.Time, created) {
		return fmt.Errorf("the service has no status of success at %s: %s, %+v", created, response.Status, got)
	}
	return nil
}
