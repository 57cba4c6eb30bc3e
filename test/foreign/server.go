package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// source is the folder of the servers in the repository, target where they are
// installed, both below the root of the repository.
const (
	source     = "test/foreign"
	target     = "foreign"
	descriptor = "server.yaml"
)

// A server is a folder of servers: a service on a framework.
type server struct {
	name string // of the folder

	Framework string
	Version   string
	Needs     []string // programs without which the server is skipped
	Keep      []string // names in its folder that stay from run to run
	Slow      bool     // its installation takes minutes

	// Prepare are lines for bash that install what is pinned and build the
	// service, Start is one that starts it on 127.0.0.1:$PORT.
	Prepare []string
	Start   string

	Document string            // a path of the server that begins with a slash, or a file in its folder
	Base     string            // of the API, a path; "" is /
	Token    string            // see [check.Config], as the five below
	Header   map[string]string `yaml:"header"`
	Params   map[string]string
	Include  []string
	Exclude  []string
	Only     []string
	Seconds  int // the most that the check may take; 0 is 60

	Findings []*expectation
}

// An expectation classifies findings. Operation and target are patterns of
// [path.Match] in which * stands for slashes as well.
type expectation struct {
	Level     string // error or warning
	Rule      string
	Operation string
	Target    string
	Verdict   verdict
	Reason    string // what was seen, and why that is so
	Sometimes bool   // it depends on time, so that it may not be found

	seen int
}

// A verdict is what a person says of a finding.
type verdict string

// The verdicts.
const (
	document   verdict = "document"   // the server breaks its own document
	standard   verdict = "standard"   // it breaks a MUST of a standard
	convention verdict = "convention" // it breaks what is usual, and a warning says so
	falseAlarm verdict = "false"      // the server is right
)

// load reads the descriptors of all servers and returns the named ones, or all,
// in the order of their names.
func load(dir fs.FS, names []string) ([]*server, error) {
	files, err := fs.Glob(dir, "*/"+descriptor)
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("there is no server in %s; run this in the root of the repository", source)
	}
	var servers []*server
	var known []string
	for _, file := range files {
		data, err := fs.ReadFile(dir, file)
		if err != nil {
			return nil, err
		}
		s, err := parse(path.Dir(file), string(data))
		if err != nil {
			return nil, fmt.Errorf("%s/%s: %w", source, file, err)
		}
		servers = append(servers, s)
		known = append(known, s.name)
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("there is no server %q; there are %s", name, strings.Join(known, ", "))
		}
	}
	return slices.DeleteFunc(servers, func(s *server) bool { return len(names) > 0 && !slices.Contains(names, s.name) }), nil
}

// parse reads a descriptor and refuses what is misspelt or missing.
func parse(name, text string) (*server, error) {
	s := &server{name: name}
	decoder := yaml.NewDecoder(strings.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(s); err != nil {
		return nil, err
	}
	for _, field := range [][2]string{{"framework", s.Framework}, {"version", s.Version}, {"start", s.Start}, {"document", s.Document}} {
		if field[1] == "" {
			return nil, fmt.Errorf("%s is missing", field[0])
		}
	}
	for i, e := range s.Findings {
		if err := e.valid(); err != nil {
			return nil, fmt.Errorf("findings[%d]: %w", i, err)
		}
	}
	return s, nil
}

// valid refuses an expectation that says too little, or excuses too much.
func (e *expectation) valid() error {
	switch {
	case e.Rule == "" || e.Reason == "":
		return errors.New("a rule and a reason are needed")
	case e.Level != "error" && e.Level != "warning":
		return fmt.Errorf("level %q: want error or warning", e.Level)
	case e.Verdict == falseAlarm:
		return fmt.Errorf("%s is a false alarm: fix it", e.Rule)
	case e.Verdict == convention && e.Level == "error":
		return fmt.Errorf("%s breaks a convention only, and is an error: fix it", e.Rule)
	case e.Verdict != document && e.Verdict != standard && e.Verdict != convention:
		return fmt.Errorf("verdict %q: want %s, %s, %s or %s", e.Verdict, document, standard, convention, falseAlarm)
	}
	for _, pattern := range []string{e.Operation, e.Target} {
		if _, err := path.Match(pattern, ""); err != nil {
			return fmt.Errorf("%q: %w", pattern, err)
		}
	}
	return nil
}

// fits reports whether a finding is the expected one.
func (e *expectation) fits(level, rule, operation, target string) bool {
	return e.Level == level && e.Rule == rule && matches(e.Operation, operation) && matches(e.Target, target)
}

// matches reports whether a text has a pattern.
func matches(pattern, text string) bool {
	flat := strings.NewReplacer("/", "|")
	ok, err := path.Match(flat.Replace(pattern), flat.Replace(text))
	return err == nil && ok
}
