// Command login logs unmodified client libraries of Microsoft Entra in to the
// built-in issuer of the service, over its own TLS, and lets each create a
// status with what it got. It also follows what profilestatus ca --help says to
// each language: by its words, and only by them, a client trusts the service. And
// it throttles an app that is told nothing but where to log in, where Graph is, as
// whom, and whom to trust: the client library of Graph has to retry. The retry
// handlers of libraries meet more rules: answers that fail, are late or get lost.
//
// It builds and starts the service, and lays each client out in a folder below
// -dir with the packages that it needs. A client whose language is not installed
// is a skip, which -all does not allow. The exit code is 1 if a client fails.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"profilestatus.example/test/internal/folder"
)

// A client is a folder with a program that logs in, and programs that reach the
// service without a token.
type client struct {
	folder  string
	needs   []string // programs
	keep    []string // of an earlier run
	prepare []string
	run     string   // what logs in; none: nothing does
	prints  []string // one line for each way that works
	app     string   // creates one status, while the service throttles it
	retry   string   // what creates under rules of the mock; none: nothing does
	trust   []trust
}

var clients = []client{
	{
		folder: "python", needs: []string{"python3"}, keep: []string{".venv"},
		prepare: []string{`python3 -c 'import ensurepip' 2>/dev/null || { echo 'the venv module of Python is not installed (in Debian it is in python3-venv)'; exit 77; }
cmp -s requirements.txt .venv/installed || { python3 -m venv --clear .venv; .venv/bin/pip install -q --disable-pip-version-check -r requirements.txt; cp requirements.txt .venv/installed; }`},
		run:    ".venv/bin/python login.py",
		prints: []string{"client secret", "device code", "managed identity", "typed error"},
		retry:  ".venv/bin/python retry.py",
		trust: []trust{
			{"Python, requests", ".venv/bin/python trust.py requests"},
			{"Python, httpx", ".venv/bin/python trust.py httpx"},
			{"Python, ssl", ".venv/bin/python trust.py ssl"},
		},
	},
	{
		folder: "javascript", needs: []string{"node", "npm"}, keep: []string{"node_modules"},
		prepare: []string{"npm ci --silent --no-audit --no-fund"},
		run:     "node login.mjs",
		prints:  []string{"client secret", "managed identity", "typed error"},
		app:     "node app.mjs",
		retry:   "node retry.mjs",
		trust:   []trust{{"Node.js", "node trust.mjs"}},
	},
	{
		folder: "go", needs: []string{"go"},
		prepare: []string{"go mod download"},
		run:     "go run .",
		prints:  []string{"client secret", "managed identity", "typed error"},
		retry:   "go run ./retry",
		trust:   []trust{{"Go", "go run ./trust"}},
	},
	{folder: "java", needs: []string{"java", "keytool"}, trust: []trust{{"Java", "java Trust.java"}}},
	{folder: "curl", needs: []string{"curl"}, trust: []trust{{"curl", "sh trust.sh"}}},
}

func main() {
	dir := flag.String("dir", filepath.Join("clients", "login"), "the `folder` to work in; it is made and kept")
	all := flag.Bool("all", false, "fail if a client is skipped")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *dir, *all); err != nil {
		fmt.Fprintln(os.Stderr, "login:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string, all bool) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	lock, err := folder.Acquire(dir)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Close() }()
	s, err := start(ctx, filepath.Join(dir, "service"))
	if err != nil {
		return err
	}
	defer s.stop()
	failed := false
	for _, c := range clients {
		fmt.Printf("%s: ", c.folder)
		missing, err := c.try(ctx, filepath.Join(dir, c.folder), s)
		switch {
		case err != nil:
			fmt.Printf("FAIL: %v\n", err)
		case missing != "":
			fmt.Printf("SKIP: %s\n", missing)
		default:
			fmt.Printf("ok: %s\n", strings.Join(c.shown(), "; "))
		}
		failed = failed || err != nil || missing != "" && all
	}
	if failed {
		return fmt.Errorf("a client could not log in, or does not trust the service as it should")
	}
	return ctx.Err()
}

// shown is what a client has shown that works.
func (c client) shown() []string {
	shown := slices.Clone(c.prints)
	if c.app != "" {
		shown = append(shown, "an app that is throttled")
	}
	if c.retry != "" {
		shown = append(shown, "retries")
	}
	for _, t := range c.trust {
		shown = append(shown, "trust by "+t.label)
	}
	return shown
}

// try prepares a client, lets it log in and then reach the service.
func (c client) try(ctx context.Context, path string, s *service) (missing string, err error) {
	if missing := folder.Missing(c.needs); missing != "" {
		return missing, nil
	}
	d := folder.Dir{Path: path, Env: os.Environ()}
	if err := d.LayOut(filepath.Join("test", "login", c.folder), c.keep); err != nil {
		return "", err
	}
	if missing, err := d.Prepare(ctx, c.prepare); missing != "" || err != nil {
		return missing, err
	}
	if err := c.logIn(ctx, d, s); err != nil {
		return "", err
	}
	if c.app != "" {
		if err := throttle(ctx, d, c.app, s); err != nil {
			return "", fmt.Errorf("%s: %w", c.app, err)
		}
	}
	if err := c.tryRetries(ctx, d, s); err != nil {
		return "", err
	}
	for _, t := range c.trust {
		if err := t.try(ctx, d, s); err != nil {
			return "", fmt.Errorf("%s: %w", t.label, err)
		}
	}
	return "", nil
}

// logIn runs the program that logs in.
func (c client) logIn(ctx context.Context, d folder.Dir, s *service) error {
	if c.run == "" {
		return nil
	}
	d.Env = append(d.Env, s.env...) // only now: what installs packages trusts other authorities
	out, err := d.Run(ctx, c.run)
	if err != nil {
		return err
	}
	if got := strings.Split(strings.TrimSpace(out), "\n"); !slices.Equal(got, c.prints) {
		return fmt.Errorf("it printed %q, want %q", got, c.prints)
	}
	return nil
}
