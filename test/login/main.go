// Command login logs unmodified client libraries of Microsoft Entra in to the
// built-in issuer of the service, over its own TLS, and lets each create a
// status with what it got.
//
// It builds and starts the service, and lays each client out in a folder below
// -dir with the packages that it needs. A client whose language is not installed
// is a skip, which -all does not allow. The exit code is 1 if a client fails.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"profilestatus.example/test/internal/folder"
)

// A client is a folder with a program that logs in.
type client struct {
	folder  string
	needs   []string // programs
	keep    []string // of an earlier run
	prepare []string
	run     string
	prints  []string // one line for each way that works
}

var clients = []client{
	{
		folder: "python", needs: []string{"python3"}, keep: []string{".venv"},
		prepare: []string{`python3 -c 'import ensurepip' 2>/dev/null || { echo 'the venv module of Python is not installed (in Debian it is in python3-venv)'; exit 77; }
cmp -s requirements.txt .venv/installed || { python3 -m venv --clear .venv; .venv/bin/pip install -q --disable-pip-version-check -r requirements.txt; cp requirements.txt .venv/installed; }`},
		run:    ".venv/bin/python login.py",
		prints: []string{"client secret", "device code", "managed identity", "typed error"},
	},
	{
		folder: "javascript", needs: []string{"node", "npm"}, keep: []string{"node_modules"},
		prepare: []string{"npm ci --silent --no-audit --no-fund"},
		run:     "node login.mjs",
		prints:  []string{"client secret", "managed identity", "typed error"},
	},
	{
		folder: "go", needs: []string{"go"},
		prepare: []string{"go mod download"},
		run:     "go run .",
		prints:  []string{"client secret", "managed identity", "typed error"},
	},
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
		missing, err := c.logIn(ctx, filepath.Join(dir, c.folder), s.env)
		switch {
		case err != nil:
			fmt.Printf("FAIL: %v\n", err)
		case missing != "":
			fmt.Printf("SKIP: %s\n", missing)
		default:
			fmt.Printf("ok: %s\n", strings.Join(c.prints, ", "))
		}
		failed = failed || err != nil || missing != "" && all
	}
	if failed {
		return fmt.Errorf("a client could not log in")
	}
	return ctx.Err()
}

// logIn prepares a client and runs it.
func (c client) logIn(ctx context.Context, path string, env []string) (missing string, err error) {
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
	d.Env = append(d.Env, env...) // only now: what installs packages trusts other authorities
	out, err := d.Run(ctx, c.run)
	if err != nil {
		return "", err
	}
	if got := strings.Split(strings.TrimSpace(out), "\n"); strings.Join(got, "\n") != strings.Join(c.prints, "\n") {
		return "", fmt.Errorf("it printed %q, want %q", got, c.prints)
	}
	return "", nil
}

// A service is one that runs, with what a client has to be told of it.
type service struct {
	env  []string
	stop func()
}

// start builds the program and starts it with its issuer and authority.
func start(ctx context.Context, folder string) (*service, error) {
	if err := os.RemoveAll(folder); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	program := filepath.Join(folder, "profilestatus")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/profilestatus").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build: %w\n%s", err, out)
	}
	in := func(args ...string) *exec.Cmd {
		c := exec.CommandContext(ctx, program, args...)
		c.Dir, c.WaitDelay, c.Stderr = folder, 5*time.Second, os.Stderr
		c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
		return c
	}
	serve := in("serve", "--addr", "localhost:0", "--store", "memory", "--issuer", "built-in", "--tls", "self-signed", "--log-level", "error")
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
	certificate, err := in("ca").Output()
	if err != nil {
		stop()
		return nil, err
	}
	env, err := environment(folder, strings.TrimSpace(line), certificate)
	if err != nil {
		stop()
		return nil, err
	}
	return &service{env, stop}, nil
}

// environment is all that a client is told: where to log in, as whom, and whom
// to trust.
func environment(folder, base string, certificate []byte) ([]string, error) {
	ca := filepath.Join(folder, "ca.pem")
	if err := os.WriteFile(ca, certificate, 0o600); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(folder, "profilestatus-issuer.json"))
	if err != nil {
		return nil, err
	}
	var file struct {
		Clients         []struct{ ID, Secret string }
		ManagedIdentity struct{ Header string }
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, err
	}
	base = strings.Replace(base, "127.0.0.1", "localhost", 1) // some libraries know loopback by this name only
	origin := strings.TrimSuffix(base, "/beta")
	return []string{
		"PROFILESTATUS_URL=" + base, "AZURE_AUTHORITY_HOST=" + origin, "AZURE_TENANT_ID=contoso",
		"AZURE_CLIENT_ID=" + file.Clients[0].ID, "AZURE_CLIENT_SECRET=" + file.Clients[0].Secret,
		"IDENTITY_ENDPOINT=" + origin + "/msi/token", "IDENTITY_HEADER=" + file.ManagedIdentity.Header,
		"SSL_CERT_FILE=" + ca, "NODE_EXTRA_CA_CERTS=" + ca, "REQUESTS_CA_BUNDLE=" + ca,
		"NO_PROXY=localhost", "no_proxy=localhost",
	}, nil
}
