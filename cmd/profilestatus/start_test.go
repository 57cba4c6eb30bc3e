package main

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Before main, packages of this module prepare little: templates and the like
// belong to whoever uses them first.
func TestInit(t *testing.T) {
	t.Parallel()
	const limit = 128 << 10
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, "-test.run", "^$")
	c.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	inits := regexp.MustCompile(`(?m)^init (profilestatus\.example/\S+) .* (\d+) bytes, \d+ allocs$`).FindAllStringSubmatch(string(out), -1)
	if len(inits) == 0 {
		t.Fatalf("no package of this module is in the trace:\n%s", out)
	}
	for _, init := range inits {
		n, err := strconv.Atoi(init[2])
		if name := strings.TrimPrefix(init[1], "profilestatus.example/"); err != nil || n > limit {
			t.Errorf("the variables of %s take %s bytes before main, want at most %d: make them when they are used first", name, init[2], limit)
		}
	}
}
