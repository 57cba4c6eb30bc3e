package main

import (
	"fmt"
	"slices"
	"strings"
)

// A platform is one that the program is built for, under the names that each kind
// of package has for it.
type platform struct {
	os, arch      string // as Go names them
	npmOS, npmCPU string
	wheel         string // the platform tag of a wheel
}

// platforms are all that a release is for. The program is linked statically, so
// one wheel does for Linux with glibc and with musl. Go 1.26 needs macOS 12.
var platforms = []platform{
	{"linux", "amd64", "linux", "x64", "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64"},
	{"linux", "arm64", "linux", "arm64", "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64"},
	{"darwin", "amd64", "darwin", "x64", "macosx_12_0_x86_64"},
	{"darwin", "arm64", "darwin", "arm64", "macosx_12_0_arm64"},
	{"windows", "amd64", "win32", "x64", "win_amd64"},
}

func (p platform) String() string { return p.os + "/" + p.arch }

// program is the name of the program's file.
func (p platform) program() string {
	if p.os == "windows" {
		return "profilestatus.exe"
	}
	return "profilestatus"
}

// parsePlatforms reads a comma-separated list such as linux/amd64,darwin/arm64.
// An empty one is all of them.
func parsePlatforms(list string) ([]platform, error) {
	if list == "" {
		return platforms, nil
	}
	var chosen []platform
	for name := range strings.SplitSeq(list, ",") {
		i := slices.IndexFunc(platforms, func(p platform) bool { return p.String() == name })
		if i < 0 {
			return nil, fmt.Errorf("-platforms: %q is none of %v", name, platforms)
		}
		chosen = append(chosen, platforms[i])
	}
	return chosen, nil
}
