package mocktest_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"profilestatus.example/mock/mocktest"
)

// A fake is a test that records how it fails.
type fake struct {
	name     string
	cleanups []func()
	failures []string
}

var _ mocktest.TB = (*fake)(nil)

func (f *fake) Helper()                   {}
func (f *fake) Name() string              { return f.name }
func (f *fake) Cleanup(do func())         { f.cleanups = append(f.cleanups, do) }
func (f *fake) Errorf(s string, a ...any) { f.failures = append(f.failures, fmt.Sprintf(s, a...)) }
func (f *fake) Fatalf(s string, a ...any) { f.Errorf(s, a...); runtime.Goexit() }

// run runs a test to its end and returns its failures.
func (f *fake) run(test func(*fake)) string {
	done := make(chan struct{})
	go func() { // which Fatalf ends
		defer close(done)
		test(f)
	}()
	<-done
	f.end()
	return strings.Join(f.failures, "\n")
}

// end cleans up, the last first.
func (f *fake) end() {
	for _, do := range slices.Backward(f.cleanups) {
		do()
	}
}
