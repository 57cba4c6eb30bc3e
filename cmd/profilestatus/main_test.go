package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what README.md repeats")

// asProgram makes the test binary be the program, so that tests run the real
// one without building it first.
const asProgram = "TEST_AS_PROFILESTATUS"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main() // exits
	}
	// Tests that run beside others mostly wait for programs that they have started.
	if err := flag.Set("test.parallel", "4"); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){"profilestatus": main})
}

// TestScripts runs the command line as its users do. The files in
// testdata/script say what they show.
func TestScripts(t *testing.T) {
	document, err := filepath.Abs("../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("OPENAPI", document)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits},
	})
}

// exits runs a command that must end with an exit code, leave stdout empty and
// say why in one line on stderr: exits CODE TEXT COMMAND ARG...
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	var stdout, stderr strings.Builder
	path, err := exec.LookPath(args[2])
	ts.Check(err)
	c := exec.Command(path, args[3:]...)
	c.Dir = ts.Getenv("WORK")
	c.Stdout, c.Stderr = &stdout, &stderr
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "PROFILESTATUS_") {
			c.Env = append(c.Env, pair)
		}
	}
	for _, name := range []string{"SERVE_ADDR", "ADDR", "DRAIN", "STORE", "FORMAT", "HEADER", "STOER", "CHECK_SPEC", "CONFIG"} {
		if v := ts.Getenv("PROFILESTATUS_" + name); v != "" {
			c.Env = append(c.Env, "PROFILESTATUS_"+name+"="+v)
		}
	}
	_ = c.Run() // the exit code is looked at below
	if code := c.ProcessState.ExitCode(); code != want {
		ts.Fatalf("exit code %d, want %d; stderr: %s", code, want, &stderr)
	}
	if stdout.Len() > 0 {
		ts.Fatalf("stdout is not empty: %s", &stdout)
	}
	line := stderr.String()
	if !strings.HasPrefix(line, "profilestatus: ") || strings.Count(line, "\n") != 1 || !strings.Contains(line, args[1]) {
		ts.Fatalf("stderr is %q, want one line with %q", line, args[1])
	}
}
