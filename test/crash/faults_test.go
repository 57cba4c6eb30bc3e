package main

import (
	"os"
	"strings"
	"testing"
)

// needStrace skips a test where no faults can be injected.
func needStrace(t *testing.T) {
	t.Helper()
	if err := checkStrace(t.Context()); err != nil {
		t.Skip(err)
	}
}

// TestFaults plays some cases with the program.
func TestFaults(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts some dozen processes")
	}
	needStrace(t)
	var out strings.Builder
	if err := run(t.Context(), []string{"faults", "-count", "4", "-scenes", "open,migrate,recover,first,create,close", "-program", program(t), "-dir", t.TempDir()}, &out); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	t.Log(out.String())
	if !strings.Contains(out.String(), "faults hit") {
		t.Errorf("the campaign ends with %q", out.String())
	}
}

// TestFaultsSee shows that a campaign sees what it is there for, in services
// that are wrong on purpose.
func TestFaultsSee(t *testing.T) {
	needStrace(t)
	tests := []struct {
		manner string
		want   string // among the findings; "": there is none
		reason string
	}{
		{honest, "", "what is right is no finding"},
		{keeping, "kept: ", "503 promises that nothing was stored"},
		{forgetful, "lost: ", "201 promises that the status stays"},
		{fragile, "died: ", "no fault is a reason to end while clients wait"},
	}
	for _, tt := range tests {
		t.Run(tt.manner, func(t *testing.T) {
			t.Parallel()
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			fake, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			h, err := newHost(t.Context(), t.TempDir(), fake)
			if err != nil {
				t.Fatal(err)
			}
			h.env = []string{fakeManner + "=" + tt.manner}
			var out strings.Builder
			f, err := parseFaults([]string{"-count", "6", "-seed", "1", "-jobs", "1", "-scenes", "first"})
			if err != nil {
				t.Fatal(err)
			}
			f.host, f.out = h, &out
			err = f.run()
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(out.String(), tt.want)) {
				t.Errorf("run() = %v, want %q among its findings\nreason: %s\n%s", err, tt.want, tt.reason, &out)
			}
			if !strings.Contains(out.String(), "never hit: first newfstatat") {
				t.Errorf("the service looks at no file, but that is not told:\n%s", &out)
			}
		})
	}
}
