package main

import (
	"flag"
	"os"
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
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){"profilestatus": main})
}

// oneByOne runs the scripts of a test one after the other, since the folder and the
// variables of the process are theirs.
type oneByOne struct{ *testing.T }

func (oneByOne) Parallel()     {}
func (oneByOne) Verbose() bool { return testing.Verbose() }
func (t oneByOne) Run(name string, script func(testscript.T)) {
	t.T.Run(name, func(t *testing.T) { script(oneByOne{t}) })
}

// TestScripts runs the command line as its users do. The files in
// testdata/script say what they show.
func TestScripts(t *testing.T) {
	document, err := filepath.Abs("../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	testscript.RunT(oneByOne{t}, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("OPENAPI", document)
			env.Values["t"] = env.T()
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits},
	})
}

// exits runs a command line that must end with an exit code, leave stdout empty and
// say why in one line on stderr: exits CODE TEXT profilestatus ARG... It runs in this
// process: there are 150 of them, and to start the program costs more than to refuse.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if args[2] != "profilestatus" {
		ts.Fatalf("%s is another program", args[2])
	}
	t := ts.Value("t").(oneByOne)
	t.Chdir(ts.Getenv("WORK"))
	t.Setenv("GOGC", "100") // so that serve does not set it for all tests
	t.Setenv("GOMEMLIMIT", "off")
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, prefix) {
			t.Setenv(name, "")
		}
	}
	for _, name := range []string{"SERVE_ADDR", "ADDR", "DRAIN", "STORE", "FORMAT", "HEADER", "STOER", "CHECK_SPEC", "CONFIG"} {
		t.Setenv(prefix+name, ts.Getenv(prefix+name))
	}
	var stdout, stderr strings.Builder
	if code := run(t.Context(), args[3:], &stdout, &stderr); code != want {
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
