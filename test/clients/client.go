package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// source is the folder of the clients in the repository, target where they are
// built, both below the root of the repository.
const (
	source     = "test/clients"
	target     = "clients"
	descriptor = "client.yaml"
)

// A client is a folder of clients: a language and a generator.
type client struct {
	name string // of the folder

	Language  string
	Generator string
	Version   string // of the generator, or of the runtime where nothing is generated

	// Needs are programs without which the client is skipped, NeedsToBuild
	// those, not to be had everywhere, without which it is only generated.
	Needs        []string
	NeedsToBuild []string `yaml:"needsToBuild"`

	// Keep are names in the client's folder that stay from run to run, as they
	// are slow to make. Everything else there is made anew.
	Keep []string

	// Prepare installs what is pinned: lines for bash, run once in a folder of
	// the user's cache, which holds the Pins, files of this client. It ends with
	// 77 and a line that says what is missing where it cannot. Links are names
	// of what it made, to be found in the client's folder as well.
	Prepare, Pins, Links []string

	// These are run in the client's folder, each time: Generate is what a user
	// of the generator types; Build compiles the generated code and the scenario.
	Generate, Build []string
	Run             string

	TLS      bool       // the scenario needs https
	Unsent   bool       // the client itself refuses the id that has to be escaped, without a switch
	Slow     bool       // Prepare takes minutes when nothing is installed yet
	More     []string   // steps beyond those of every client
	Snippet  string     // the file with the lines that docs/clients.md shows
	Notes    string     // what that page tells a user of the language, in Markdown
	Harmless []harmless // warnings that are not the document's
}

// A harmless warning has a reason that does not lie in the document.
type harmless struct {
	Pattern string // of the line, a regular expression
	Reason  string

	expression *regexp.Regexp
}

// load reads the descriptors of all clients and returns the named ones, or all,
// in the order of their names.
func load(dir fs.FS, names []string) ([]*client, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, fmt.Errorf("no %s here, run this in the root of the repository: %w", source, err)
	}
	var clients []*client
	var known []string
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		file := path.Join(entry.Name(), descriptor)
		data, err := fs.ReadFile(dir, file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", source, err)
		}
		c, err := parse(entry.Name(), string(data))
		if err != nil {
			return nil, fmt.Errorf("%s/%s: %w", source, file, err)
		}
		clients = append(clients, c)
		known = append(known, c.name)
	}
	if len(clients) == 0 {
		return nil, fmt.Errorf("there is no client in %s", source)
	}
	if err := shared(clients); err != nil {
		return nil, err
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("there is no client %q; there are %s", name, strings.Join(known, ", "))
		}
	}
	return slices.DeleteFunc(clients, func(c *client) bool { return len(names) > 0 && !slices.Contains(names, c.name) }), nil
}

// shared refuses clients that want different versions of the generator that
// they share.
func shared(clients []*client) error {
	var first *client
	for _, c := range clients {
		if c.Generator != openAPIGenerator {
			continue
		}
		if first == nil {
			first = c
		}
		if c.Version != first.Version {
			return fmt.Errorf("%s has %s %s, and %s has %s; they share one", c.name, c.Generator, c.Version, first.name, first.Version)
		}
	}
	return nil
}

// parse reads a descriptor and refuses what is misspelt or missing.
func parse(name, text string) (*client, error) {
	c := &client{name: name}
	decoder := yaml.NewDecoder(strings.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(c); err != nil {
		return nil, err
	}
	for field, value := range map[string]string{"language": c.Language, "generator": c.Generator, "version": c.Version, "run": c.Run, "snippet": c.Snippet} {
		if value == "" {
			return nil, fmt.Errorf("%s is missing", field)
		}
	}
	for _, name := range slices.Concat(c.Keep, c.Pins, c.Links) {
		if !fs.ValidPath(name) || strings.Contains(name, "/") || name == "." {
			return nil, fmt.Errorf("keep, pins, links: %q is not a name in the client's folder", name)
		}
	}
	for _, line := range slices.Concat(c.Prepare, c.Generate, c.Build, []string{c.Run}) {
		if strings.Contains(strings.ReplaceAll(line, `"$DOCUMENT"`, ""), "$DOCUMENT") {
			return nil, fmt.Errorf("%s: put $DOCUMENT into quotes, since a path may have a blank", line)
		}
	}
	for i := range c.Harmless {
		h := &c.Harmless[i]
		if h.Reason == "" || h.Pattern == "" {
			return nil, errors.New("harmless: a pattern and a reason are needed")
		}
		var err error
		if h.expression, err = regexp.Compile(h.Pattern); err != nil {
			return nil, fmt.Errorf("harmless: %w", err)
		}
	}
	return c, nil
}

// warning finds what compilers and generators call so.
var warning = regexp.MustCompile(`(?i)\bwarn(ing)?s?\b`)

// warnings returns the lines of an output that warn of something, less the
// harmless ones.
func (c *client) warnings(output string) []string {
	var found []string
	for line := range strings.Lines(output) {
		line = strings.TrimSpace(line)
		if warning.MatchString(line) && !slices.ContainsFunc(c.Harmless, func(h harmless) bool { return h.expression.MatchString(line) }) {
			found = append(found, line)
		}
	}
	return found
}
