//go:build unix

package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

var (
	everything = flag.Bool("all", false, "fail where something cannot be tried")
	others     = flag.String("others", "", "the other `platforms` to build beside this machine's, comma-separated, or all")
)

// asProgram makes the test binary be the program.
const asProgram = "TEST_AS_RELEASE"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	code := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

// What the tests build, in the form of a version before a release.
const (
	testVersion = "v1.2.3-rc.1"
	testNPM     = "1.2.3-rc.1"
	testPyPI    = "1.2.3rc1"
	testEpoch   = "1767225600"
)

var (
	scratch string // what built returns lies in it
	// build1 builds a release of the wanted platforms, once for all tests.
	build1 = sync.OnceValues(func() (string, error) {
		var err error
		if scratch, err = os.MkdirTemp("", "release-test"); err != nil {
			return "", err
		}
		var list []string
		for _, p := range wanted() {
			list = append(list, p.String())
		}
		out := filepath.Join(scratch, "dist")
		return out, run(context.Background(), testVersion, testEpoch, "../..", out, strings.Join(list, ","))
	})
)

// built returns the folder of a release that was built.
func built(t *testing.T) string {
	t.Helper()
	out, err := build1()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// cannot skips a test that needs what this machine does not have.
func cannot(t *testing.T, format string, args ...any) {
	t.Helper()
	if *everything {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// archive returns the name of a platform's archive without its ending.
func archive(p platform) string { return fmt.Sprintf("profilestatus_%s_%s_%s", testNPM, p.os, p.arch) }

// read returns a file of the release.
func read(t *testing.T, name ...string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{built(t)}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	return text
}
