package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// version is set when a release is built. Without it, as with go install, the
// version of the module tells.
var version string

func newVersion() *cobra.Command {
	return command(&cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			info, ok := debug.ReadBuildInfo()
			if !ok {
				info = new(debug.BuildInfo)
			}
			return printText(c.OutOrStdout(), fmt.Sprintf("profilestatus %s (%s, %s/%s)\n", release(info), runtime.Version(), runtime.GOOS, runtime.GOARCH))
		},
	})
}

// release names the version that the program was built from, and the commit if
// it is known and not a part of the version.
func release(info *debug.BuildInfo) string {
	name := version
	if name == "" {
		name = info.Main.Version
	}
	if name == "" || name == "(devel)" {
		name = "devel"
	}
	for _, s := range info.Settings {
		if s.Key != "vcs.revision" {
			continue
		}
		// Both Go and git describe may have put it into the name.
		if commit := s.Value[:min(12, len(s.Value))]; !strings.Contains(name, commit[:min(7, len(commit))]) {
			name += " " + commit
		}
	}
	return name
}
