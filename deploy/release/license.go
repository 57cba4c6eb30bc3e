package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// A module is one whose code is in the program.
type module struct {
	path, version string
	dir           string
	texts         map[string][]byte // by the file's name below dir
}

// standardLibrary is what the standard library is called among modules.
const standardLibrary = "std"

// licenseName matches the files that a license asks to pass on.
var licenseName = regexp.MustCompile(`(?i)(licen[cs]e|copying|copyright|notice|patents)[^/]*$`)

// modules returns the modules in the program for a platform, the standard library
// included, each with the texts of its licenses: those of the module, and those
// that stand beside single packages of it. A module without one is an error.
func (r *release) modules(ctx context.Context, p platform) ([]module, error) {
	c := r.command(ctx, "go", "list", "-deps", "-f",
		`{{with .Module}}{{if not .Main}}{{.Path}}|{{.Version}}|{{.Dir}}|{{$.Dir}}{{end}}{{end}}`, "./cmd/profilestatus")
	c.Env = append(c.Env, "GOOS="+p.os, "GOARCH="+p.arch)
	list, err := output(c)
	if err != nil {
		return nil, err
	}
	goroot, err := output(r.command(ctx, "go", "env", "GOROOT"))
	if err != nil {
		return nil, err
	}
	root := strings.TrimSpace(string(goroot))
	found := map[string]module{standardLibrary: {standardLibrary, runtime.Version(), root, make(map[string][]byte)}}
	folders := map[string]string{root: standardLibrary} // to look for licenses in
	for line := range strings.Lines(string(list)) {
		part := strings.Split(strings.TrimSpace(line), "|")
		if len(part) != 4 {
			continue // of the main module or of the standard library
		}
		found[part[0]] = module{part[0], part[1], part[2], make(map[string][]byte)}
		for dir := part[3]; len(dir) >= len(part[2]); dir = filepath.Dir(dir) {
			folders[dir] = part[0]
		}
	}
	for dir, path := range folders {
		if err := found[path].read(dir); err != nil {
			return nil, err
		}
	}
	all := slices.SortedFunc(maps.Values(found), func(a, b module) int { return strings.Compare(a.path, b.path) })
	for _, m := range all {
		if len(m.texts) == 0 {
			return nil, fmt.Errorf("%s %s has no file with a license", m.path, m.version)
		}
		if m.spdx() == nil {
			return nil, fmt.Errorf("the license of %s %s is none of those that are known: look at it, and add it to knownLicenses if it may be passed on", m.path, m.version)
		}
	}
	return all, nil
}

// read reads the texts in one folder.
func (m module) read(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() || !licenseName.MatchString(e.Name()) || strings.HasSuffix(e.Name(), ".go") {
			continue
		}
		name := filepath.Join(dir, e.Name())
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if name, err = filepath.Rel(m.dir, name); err != nil {
			return err
		}
		m.texts[filepath.ToSlash(name)] = text
	}
	return nil
}

// knownLicenses tell a license by words that no other one has, in this order.
var knownLicenses = []struct {
	id    string
	words *regexp.Regexp
}{
	{"Apache-2.0", regexp.MustCompile(`(?i)Apache License,?\s+Version 2\.0`)},
	{"MPL-2.0", regexp.MustCompile(`(?i)Mozilla Public License,?\s+Version 2\.0`)},
	{"BSD-3-Clause", regexp.MustCompile(`(?i)redistributions of source code[\s\S]*neither the names? of`)},
	{"BSD-2-Clause", regexp.MustCompile(`(?i)redistributions of source code`)},
	{"MIT", regexp.MustCompile(`(?i)permission is hereby granted, free of charge, to any person`)},
	{"ISC", regexp.MustCompile(`(?i)permission to use, copy, modify, and/?(or)? distribute this software`)},
	{"blessing", regexp.MustCompile(`(?i)disclaims copyright to this source code`)},
}

// spdx returns the identifiers of a module's licenses, sorted.
func (m module) spdx() []string {
	var ids []string
	for _, text := range m.texts {
		for _, known := range knownLicenses {
			if known.words.Match(text) {
				ids = append(ids, known.id)
				break
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// thirdParty is one text of all licenses.
func thirdParty(modules []module) []byte {
	var texts []string
	under := make(map[string]string) // names by their text
	for _, m := range modules {
		for _, name := range slices.Sorted(maps.Keys(m.texts)) {
			text := string(bytes.TrimRight(m.texts[name], "\n"))
			if under[text] == "" {
				texts = append(texts, text)
			}
			under[text] += fmt.Sprintf("%s %s, %s\n", m.path, m.version, name)
		}
	}
	var b bytes.Buffer
	b.WriteString("profilestatus contains the following modules, each group under the license below it.\n")
	for _, text := range texts {
		fmt.Fprintf(&b, "\n%s\n%s\n%s\n", strings.Repeat("=", 80), under[text], text)
	}
	return b.Bytes()
}
