// Command suites runs the suites that docs/suites.md shows: each in the test
// framework of its language, with a tenant of the service for each test.
//
// A folder of test/suites is one suite, and its files are the page's snippets. They
// are copied to the same name below -dir and run there three times: with a service
// that they start, with one that runs already, and with a client that breaks the
// contract, which they have to notice. A suite whose framework is not installed is
// a skip, which -all does not allow but for .NET. The exit code is 1 if a suite
// fails.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"

	"profilestatus.example/test/internal/folder"
)

// source has the suites, from the root of the repository.
const source = "test/suites"

// A suite is a folder with tests of one framework.
type suite struct {
	folder  string
	needs   []string // programs
	rare    bool     // -all allows the skip: the machines of this project have no such programs
	keep    []string // of an earlier run
	prepare []string
	run     string
	file    string   // has the client under test
	from    string   // the folder that file is of, if it is another one
	edits   []string // what is replaced in that file, and by what
	passed  string   // is printed if both tests were run and passed
}

var suites = []suite{
	{
		folder: "pytest", needs: []string{"python3"}, keep: []string{".venv"},
		prepare: []string{`python3 -c 'import ensurepip' 2>/dev/null || { echo 'the venv module of Python is not installed (in Debian it is in python3-venv)'; exit 77; }
cmp -s requirements.txt .venv/installed || { python3 -m venv --clear .venv; .venv/bin/pip install -q --disable-pip-version-check -r requirements.txt; cp requirements.txt .venv/installed; }`},
		run: ".venv/bin/pytest -q -p no:cacheprovider", file: "test_profile_status.py", passed: "2 passed",
	},
	{
		folder: "node", needs: []string{"node"},
		run: "node --test --test-reporter tap", file: "profile-status.test.mjs", passed: "# pass 2",
	},
	{
		folder: "vitest", needs: []string{"node", "npm"}, keep: []string{"node_modules"},
		prepare: []string{"npm ci --silent --no-audit --no-fund"},
		run:     "npx --no-install vitest run --no-color", file: "profile-status.test.mjs", passed: "2 passed",
		from: "node", edits: []string{
			`{ after, before, test } from "node:test"`, `{ afterAll as after, beforeAll as before, test } from "vitest"`,
			"t.name", "t.task.name",
			"t.after(", "t.onTestFinished(",
		},
	},
	{
		folder: "junit", needs: []string{"java", "javac", "mvn"}, keep: []string{"target"},
		run: "mvn -B -ntp test", file: "ProfileStatusTest.java", passed: "Tests run: 2, Failures: 0, Errors: 0, Skipped: 0",
	},
	{
		folder: "dotnet", needs: []string{"dotnet"}, rare: true, keep: []string{"bin", "obj"},
		run: "dotnet test --nologo", file: "ProfileStatusTests.cs", passed: "Passed:     2",
	},
}

func main() {
	dir := flag.String("dir", filepath.Join("clients", "suites"), "the `folder` to work in; it is made and kept")
	all := flag.Bool("all", false, "fail if a suite is skipped, unless no machine of this project can run it")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *dir, *all, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "suites:", err)
		os.Exit(1)
	}
}

// run runs the suites that are named, or all.
func run(ctx context.Context, dir string, all bool, names []string) error {
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
	chosen, err := choose(names)
	if err != nil {
		return err
	}
	failed := false
	for _, u := range chosen {
		fmt.Printf("%s: ", u.folder)
		missing, err := u.try(ctx, filepath.Join(dir, u.folder), s)
		switch {
		case err != nil:
			fmt.Printf("FAIL: %v\n", err)
		case missing != "":
			fmt.Printf("SKIP: %s\n", missing)
		default:
			fmt.Println("ok: with a service of its own, with one that runs, and with a client that breaks the contract")
		}
		failed = failed || err != nil || missing != "" && all && !u.rare
	}
	if failed {
		return fmt.Errorf("a suite of docs/suites.md does not work as it says")
	}
	return ctx.Err()
}

// choose returns the suites of these names, or all if there are none.
func choose(names []string) ([]suite, error) {
	if len(names) == 0 {
		return suites, nil
	}
	var chosen []suite
	for _, name := range names {
		n := len(chosen)
		for _, u := range suites {
			if u.folder == name {
				chosen = append(chosen, u)
			}
		}
		if len(chosen) == n {
			return nil, fmt.Errorf("there is no suite %q", name)
		}
	}
	return chosen, nil
}

// try prepares a suite and runs it in every way.
func (u suite) try(ctx context.Context, path string, s *service) (missing string, err error) {
	if missing := folder.Missing(u.needs); missing != "" {
		return missing, nil
	}
	d := folder.Dir{Path: path, Env: os.Environ()}
	if err := d.LayOut(filepath.Join(source, u.folder), u.keep); err != nil {
		return "", err
	}
	if err := u.edit(path); err != nil {
		return "", err
	}
	if missing, err := d.Prepare(ctx, u.prepare); missing != "" || err != nil {
		return missing, err
	}
	d.Env = append(d.Env, "PATH="+s.folder+string(filepath.ListSeparator)+os.Getenv("PATH"), "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1")
	for _, env := range []string{"PROFILESTATUS_URL=", "PROFILESTATUS_URL=" + s.base} {
		own := folder.Dir{Path: path, Env: append(d.Env[:len(d.Env):len(d.Env)], env)}
		line := u.run
		if strings.HasSuffix(env, "=") {
			line = "unset PROFILESTATUS_URL; " + line
		}
		out, err := own.Run(ctx, line)
		if err != nil {
			return "", fmt.Errorf("with %s: %w", env, err)
		}
		if !strings.Contains(out, u.passed) {
			return "", fmt.Errorf("with %s it did not print %q:\n%s", env, u.passed, folder.End(out))
		}
	}
	return "", u.notices(ctx, d)
}

// edit makes the file of another suite one for this framework.
func (u suite) edit(path string) error {
	if u.from == "" {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(source, u.from, u.file))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(path, u.file), []byte(strings.NewReplacer(u.edits...).Replace(string(text))), 0o644)
}

// notices runs a suite whose client also sends a status that there is not, before
// the right one. Only the assertion at the end of the test can find that.
func (u suite) notices(ctx context.Context, d folder.Dir) error {
	name := filepath.Join(d.Path, u.file)
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	changed := created.ReplaceAllString(string(text), "$indent$create, \"finished\")$end\n$0")
	if changed == string(text) {
		return fmt.Errorf("%s has no line that creates a status", u.file)
	}
	if err := os.WriteFile(name, []byte(changed), 0o644); err != nil {
		return err
	}
	out, err := d.Run(ctx, "unset PROFILESTATUS_URL; "+u.run)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil || !strings.Contains(out, "The contract was broken") {
		return fmt.Errorf("it does not notice a client that breaks the contract (%v):\n%s", err, folder.End(out))
	}
	return nil
}

// created is the line of a suite that creates a status.
var created = regexp.MustCompile(`(?m)^(?P<indent> +).* = (?P<create>.*"school-1"), "success"\)(?P<end>;?)$`)
