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
			return printText(c.OutOrStdout(), versionLine())
		},
	})
}

// versionLine is what the command version prints.
func versionLine() string {
	return fmt.Sprintf("profilestatus %s (%s, %s/%s)\n", release(buildInfo()), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// buildInfo never returns nil.
func buildInfo() *debug.BuildInfo {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info
	}
	return new(debug.BuildInfo)
}

// addVersionFlags gives each command the flag --version.
func addVersionFlags(root *cobra.Command) {
	for _, c := range append(root.Commands(), root) {
		c.Version = release(buildInfo())
		c.Flags().Bool("version", false, "print the version")
	}
	root.SetVersionTemplate(versionLine())
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
