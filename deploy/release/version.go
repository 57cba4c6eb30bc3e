package main

import (
	"fmt"
	"regexp"
	"strings"
)

// A version is the name of a release as each kind of package writes it.
type version struct {
	name string // as git describes it, and as the program says it: v1.2.3
	npm  string // semantic versioning: 1.2.3-rc.1
	pypi string // PEP 440: 1.2.3rc1
}

var (
	tag         = regexp.MustCompile(`^v((?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*))(?:-(alpha|beta|rc)\.(0|[1-9]\d*))?$`)
	notInCommit = regexp.MustCompile(`[^0-9A-Za-z]+`)
	// preRelease is how PEP 440 names what comes before a release.
	preRelease = map[string]string{"alpha": "a", "beta": "b", "rc": "rc"}
)

// parseVersion reads what git describe says. A tag is a release: v1.2.3, or
// v1.2.3-rc.1 and the same with alpha and beta. Whatever else it says is a version
// before all releases, told apart by its text.
func parseVersion(name string) (version, error) {
	if name == "" || strings.ContainsAny(name, " \t\n'\"\\/") {
		return version{}, fmt.Errorf("-version %q: want a tag such as v1.2.3 or v1.2.3-rc.1, or what git describe says", name)
	}
	m := tag.FindStringSubmatch(name)
	switch {
	case m == nil:
		commit := strings.Trim(notInCommit.ReplaceAllString(name, "."), ".")
		// An identifier of digits alone must not begin with a zero in either form.
		return version{name, "0.0.0-dev.g" + commit, "0.0.0.dev0+g" + commit}, nil
	case m[2] == "":
		return version{name, m[1], m[1]}, nil
	}
	return version{name, m[1] + "-" + m[2] + "." + m[3], m[1] + preRelease[m[2]] + m[3]}, nil
}
