package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v4"

	"profilestatus.example/contract/report"
)

const (
	// configFlag names a file of settings. Every command with flags has it.
	configFlag     = "config"
	configVariable = prefix + "CONFIG"

	// maxConfig is how large such a file may be, in bytes.
	maxConfig = 1 << 20
)

// A configuration is what a file says: values by command and flag.
type configuration map[string]map[string]configured

// A configured is what a file says of a flag.
type configured struct {
	values []string // as on the command line; several as if it was repeated
	place  string   // file and line
}

// addConfigFlag adds --config to a command that has other flags.
func addConfigFlag(c *cobra.Command) {
	if !c.Flags().HasFlags() {
		return
	}
	isGrouped := false
	c.Flags().VisitAll(func(f *pflag.Flag) { isGrouped = isGrouped || f.Annotations["group"] != nil })
	c.Flags().String(configFlag, "", "YAML `file` with settings by command and flag; flags and environment variables override it")
	_ = c.MarkFlagFilename(configFlag, "yaml", "yml") // it was just defined
	if isGrouped {
		group(c, "Configuration", configFlag)
	}
}

// readConfig reads the file of --config, given as a flag or by its variable.
// Without one there is no setting. The error is one of usage.
func readConfig(c *cobra.Command) (configuration, error) {
	f := c.Flags().Lookup(configFlag)
	if f == nil {
		return nil, nil
	}
	if !f.Changed {
		_ = f.Value.Set(os.Getenv(configVariable)) // any text is right
	}
	name := f.Value.String()
	if name == "" {
		return nil, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, fileError(configFlag, name, err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxConfig+1))
	switch {
	case err != nil:
		return nil, fileError(configFlag, name, err)
	case len(text) > maxConfig:
		return nil, fileError(configFlag, name, fmt.Errorf("it is larger than %d bytes", maxConfig))
	}
	return parseConfig(c.Root(), name, text)
}

// parseConfig reads the text of a file. Whatever is in it must be a setting of a
// command; all that is not so is in the error, each with its line.
func parseConfig(root *cobra.Command, name string, text []byte) (configuration, error) {
	p := configParser{name: name, all: make(configuration)}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, more yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, fileError(configFlag, name, err)
	}
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, fileError(configFlag, name, errors.New("want one document of YAML in it"))
	}
	var commands []string
	for _, c := range root.Commands() {
		if c.Name() != configFlag && c.Flags().Lookup(configFlag) != nil {
			commands = append(commands, c.Name())
		}
	}
	p.pairs(document.Content[0], "commands with their settings, such as serve", commands, func(command string, settings *yaml.Node) {
		c, _, _ := root.Find([]string{command}) // one of those above
		var flags []string
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !isCommon(f.Name) && f.Name != configFlag {
				flags = append(flags, f.Name)
			}
		})
		p.all[command] = make(map[string]configured)
		p.pairs(settings, "settings of "+command, flags, func(flag string, value *yaml.Node) {
			p.set(command, c.Flags().Lookup(flag), value)
		})
	})
	if err := errors.Join(p.errs...); err != nil {
		return nil, err
	}
	return p.all, nil
}

// A configParser collects settings and what is wrong with others.
type configParser struct {
	name string
	all  configuration
	errs []error
}

func (p *configParser) place(node *yaml.Node) string { return fmt.Sprintf("%s:%d", p.name, node.Line) }

func (p *configParser) refuse(node *yaml.Node, format string, args ...any) {
	p.errs = append(p.errs, fmt.Errorf("%s: "+format, append([]any{p.place(node)}, args...)...))
}

// isNull reports whether a value is left out, as in "store:" and nothing behind it.
func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null" }

// pairs calls each for every pair of a mapping whose key is known and not null.
func (p *configParser) pairs(node *yaml.Node, what string, known []string, each func(key string, value *yaml.Node)) {
	if isNull(node) {
		return
	}
	if node.Kind != yaml.MappingNode {
		p.refuse(node, "want %s", what)
		return
	}
	seen := make(map[string]bool)
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		isKnown := false
		for _, name := range known {
			isKnown = isKnown || key.Kind == yaml.ScalarNode && key.Value == name
		}
		switch {
		case !isKnown:
			shown := key.Value
			if strings.Contains(shown, "://") {
				shown = report.RedactURL(shown)
			}
			p.refuse(key, "%q is none of the %s%s", shown, what, suggest(key.Value, known))
		case seen[key.Value]:
			p.refuse(key, "%q is there twice", key.Value)
		case !isNull(value):
			each(key.Value, value)
		}
		seen[key.Value] = true
	}
}

// set notes the value of a flag, or several in a list.
func (p *configParser) set(command string, f *pflag.Flag, value *yaml.Node) {
	items := []*yaml.Node{value}
	if value.Kind == yaml.SequenceNode {
		items = value.Content
	}
	found := configured{place: p.place(value)}
	for _, item := range items {
		if item.Kind != yaml.ScalarNode || isNull(item) {
			p.refuse(item, "%s: want a value, or a list of values", f.Name)
			return
		}
		text := item.Value
		if value.Kind == yaml.SequenceNode && f.Value.Type() == "list" {
			text = commaSeparated([]string{text})
		}
		found.values = append(found.values, text)
	}
	p.all[command][f.Name] = found
}

// commaSeparated joins values as the flag of a list takes them.
func commaSeparated(values []string) string {
	if len(values) == 0 {
		return ""
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(values) // a strings.Builder does not fail
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}
