// Command control proves the document of the mock's control as a source of
// clients: it generates a client in TypeScript and one in Python by the generators
// that test/clients uses for the API, compiles it, and lets a test suite use it
// against a mock: it sets a rule, sends requests, reads the assertion and resets its
// tenant. The Go client is mock/control/client, which the tests of package mock use.
// Schemathesis makes requests of the document, and must find nothing.
//
// The folders are copied to clients/control, which git ignores.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"profilestatus.example/mock"
	"profilestatus.example/test/internal/folder"
)

const (
	source = "test/control"
	target = "clients/control"
)

// A client is a folder here. Its commands are lines for bash.
type client struct {
	name           string
	needs, keep    []string
	prepare, build []string
	run            string
}

var clients = []client{
	{
		name: "typescript", needs: []string{"node", "npm", "npx"}, keep: []string{"node_modules"},
		prepare: []string{"cmp -s package-lock.json node_modules/.installed || { npm ci --loglevel error --prefer-offline --ignore-scripts --no-audit --no-fund; cp package-lock.json node_modules/.installed; }"},
		build:   []string{`npx --no-install openapi-typescript "$DOCUMENT" --output client/schema.d.ts`, "node_modules/.bin/tsc"},
		run:     "node build/scenario.js",
	},
	{
		name: "python", needs: []string{"python3"}, keep: []string{".venv", ".mypy_cache"},
		prepare: []string{
			"python3 -c 'import ensurepip' 2>/dev/null || { echo 'the venv module of Python is not installed'; exit 77; }",
			".venv/bin/mypy --version >/dev/null 2>&1 && cmp -s requirements.txt .venv/installed || { python3 -m venv --clear .venv; .venv/bin/pip install -q --disable-pip-version-check -r requirements.txt; cp requirements.txt .venv/installed; }",
		},
		build: []string{
			`PATH=$PWD/.venv/bin:$PATH openapi-python-client generate --path "$DOCUMENT" --meta none --overwrite`,
			// The generated code itself has a variable of two types, which is harmless.
			".venv/bin/mypy --strict --follow-imports=silent scenario.py",
		},
		run: ".venv/bin/python scenario.py",
	},
	{
		name: "schemathesis", needs: []string{"python3"}, keep: []string{".venv"},
		prepare: []string{
			"python3 -c 'import ensurepip' 2>/dev/null || { echo 'the venv module of Python is not installed'; exit 77; }",
			".venv/bin/schemathesis --version >/dev/null 2>&1 && cmp -s requirements.txt .venv/installed || { python3 -m venv --clear .venv; .venv/bin/pip install -q --disable-pip-version-check -r requirements.txt; cp requirements.txt .venv/installed; }",
		},
		run: `.venv/bin/schemathesis run "$DOCUMENT" --url "$MOCK_URL" -H "Authorization: Bearer any-token" --phases examples,coverage --seed 1 --no-color`,
	},
}

func main() {
	all := flag.Bool("all", false, "fail if a client is skipped")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *all); err != nil {
		fmt.Fprintf(os.Stderr, "control: %v\n", err)
		os.Exit(1)
	}
}

// run makes and plays each client. It fails at the first that does not work.
func run(ctx context.Context, all bool) error {
	root, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	lock, err := folder.Acquire(filepath.Join(root, target))
	if err != nil {
		return err
	}
	defer lock.Unlock()
	for _, c := range clients {
		skipped, err := c.play(ctx, root)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", c.name, err)
		case skipped != "" && all:
			return fmt.Errorf("%s was skipped, and -all forbids it: %s", c.name, skipped)
		case skipped != "":
			fmt.Printf("%s: skipped: %s\n", c.name, skipped)
		default:
			fmt.Printf("%s: passed\n", c.name)
		}
	}
	return nil
}

// play generates, builds and runs a client against a mock of its own. It returns
// what is missing for that, if anything is.
func (c *client) play(ctx context.Context, root string) (skipped string, err error) {
	if skipped := folder.Missing(append([]string{"bash"}, c.needs...)); skipped != "" {
		return skipped, nil
	}
	m, err := mock.New()
	if err != nil {
		return "", err
	}
	defer m.Close()
	ts := httptest.NewServer(m.WithControl())
	defer ts.Close()
	d := folder.Dir{Path: filepath.Join(root, target, c.name), Env: append(os.Environ(),
		"DOCUMENT="+filepath.Join(root, "mock", "openapi.yaml"), "LC_ALL=C.UTF-8",
		"MOCK_URL="+ts.URL, "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1")}
	if err := d.LayOut(filepath.Join(root, source, c.name), c.keep); err != nil {
		return "", err
	}
	if skipped, err = d.Prepare(ctx, c.prepare); err != nil || skipped != "" {
		return skipped, err
	}
	for _, line := range append(c.build, c.run) {
		if out, err := d.Run(ctx, line); err != nil {
			return "", errors.Join(err, errors.New(folder.End(out)))
		}
	}
	return "", nil
}
