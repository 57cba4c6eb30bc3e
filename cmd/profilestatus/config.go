package main

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v4"

	"profilestatus.example/contract/report"
)

// addConfig adds the command config, with a command below it for each that has
// settings. They share the flags of those.
func addConfig(root *cobra.Command) {
	serve, _, _ := root.Find([]string{"serve"})
	all := &cobra.Command{
		Use:   "config [COMMAND] [flags]",
		Short: "Print the settings of a command and where each comes from",
		Long: `Print the settings that a command would have with the same flags, environment and
--config, as a file for --config. The command is serve unless another one is named.
A comment after each setting says where it comes from: a flag, an environment
variable, a line of the file, or the default. Secrets are not shown, and files that
settings refer to are not read.`,
		Example: `  profilestatus config
  profilestatus config --config /etc/profilestatus.yaml
  profilestatus config serve --store memory
  profilestatus config check`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownName("command", args[0], c)
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return printConfig(c, serve) },
	}
	exitCodes(all, `  0  the settings were printed
  1  they could not be printed
  2  wrong usage, or an invalid setting`)
	all.Flags().AddFlag(serve.Flags().Lookup(configFlag))
	for _, c := range root.Commands() {
		if c.Flags().Lookup(configFlag) == nil {
			continue
		}
		one := &cobra.Command{
			Use:   c.Name() + " [flags]",
			Short: "Print the settings of " + c.Name(),
			Args:  cobra.NoArgs,
			RunE:  func(shown *cobra.Command, _ []string) error { return printConfig(shown, c) },
		}
		one.Flags().SortFlags = false
		one.Flags().AddFlagSet(c.Flags())
		one.DisableFlagsInUseLine = true
		all.AddCommand(one)
	}
	all.DisableFlagsInUseLine = true
	root.AddCommand(all)
}

// printConfig prints the settings of a command.
func printConfig(c, about *cobra.Command) error {
	origins, err := inherit(about)
	if err != nil {
		return err
	}
	settings := &yaml.Node{Kind: yaml.MappingNode}
	about.Flags().VisitAll(func(f *pflag.Flag) {
		if isCommon(f.Name) || f.Name == configFlag {
			return
		}
		value := shownValue(f)
		switch origin := origins[f.Name]; {
		case origin != "":
			value.LineComment = origin
		case f.Changed:
			value.LineComment = "--" + f.Name
		default:
			value.LineComment = "default"
		}
		settings.Content = append(settings.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: f.Name}, value)
	})
	var text strings.Builder
	e := yaml.NewEncoder(&text)
	e.SetIndent(2)
	if err := e.Encode(&yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: about.Name()}, settings}}); err != nil {
		return &failureError{fmt.Errorf("the settings cannot be written as YAML: %w", err)}
	}
	if err := printText(c.OutOrStdout(), text.String()); err != nil {
		return &failureError{err}
	}
	return nil
}

// shownValue returns the value of a flag, without a secret.
func shownValue(f *pflag.Flag) *yaml.Node {
	text, values := f.Value.String(), []string(nil)
	if repeated, ok := f.Value.(pflag.SliceValue); ok {
		text, values = "", repeated.GetSlice()
	}
	_, isHeader := f.Value.(*setting[http.Header])
	_, isPairs := f.Value.(*setting[map[string]string])
	switch {
	case f.Changed && (isHeader || isPairs || f.Name == "token"):
		text = "…"
	case f.Name == "store":
		text = storeName(text)
	case strings.Contains(text, "://") && (f.Value.Type() != "list" || strings.Contains(text, "@")):
		text = report.RedactURL(text)
	}
	switch {
	case len(values) > 0:
		list := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for _, value := range values {
			list.Content = append(list.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: value})
		}
		return list
	case text == "":
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: text}
}
