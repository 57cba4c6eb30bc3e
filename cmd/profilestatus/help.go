package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpWidth is how long the lines of help are at most, in characters.
const helpWidth = 100

// suggest says which of some names was most likely meant, "" if none is near.
// What is near is left to cobra, which knows it for commands.
func suggest(name string, names []string) string {
	list := &cobra.Command{SuggestionsMinimumDistance: 2}
	for _, known := range names {
		list.AddCommand(&cobra.Command{Use: known, Run: func(*cobra.Command, []string) {}})
	}
	near := list.SuggestionsFor(name)
	if len(near) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(near[:min(3, len(near))], " or ") + "?"
}

// flagSuggestion words an error of pflag.
func flagSuggestion(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return named(err)
	}
	var names, below []string
	for _, sub := range c.Commands() {
		if sub.Flags().Lookup(unknown.GetSpecifiedName()) != nil {
			below = append(below, sub.Name())
		}
	}
	if i := max(slices.Index(below, "serve"), 0); len(below) > 0 { // what config is about without a command
		return fmt.Errorf("%w; it goes after a command, as in %s %s --%s", err, c.CommandPath(), below[i], unknown.GetSpecifiedName())
	}
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return fmt.Errorf("%w%s", err, suggest("--"+unknown.GetSpecifiedName(), names))
}

// group puts flags of a command under a title in its help.
func group(c *cobra.Command, title string, flags ...string) {
	for _, name := range flags {
		_ = c.Flags().SetAnnotation(name, "group", []string{title}) // a test finds a name that is wrong
	}
}

// exitCodes says in the help of a command what its exit codes mean, one a line.
func exitCodes(c *cobra.Command, text string) {
	c.Annotations = map[string]string{"exits": text}
}

// addHelp makes help speak of groups, variables and exit codes, and refuse what
// it does not know.
func addHelp(root *cobra.Command) {
	root.SetUsageFunc(usage)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Run, c.RunE = nil, helpFor
		case "completion":
			c.Args = cobra.ArbitraryArgs // to be refused in our words
			c.RunE = func(c *cobra.Command, args []string) error {
				if len(args) == 0 {
					return c.Help()
				}
				return unknownName("shell", args[0], c)
			}
		}
	}
}

// usage writes how a command is called.
func usage(c *cobra.Command) error {
	var b strings.Builder
	section := func(title, text string) {
		if text = strings.TrimRight(text, "\n"); text != "" {
			fmt.Fprintf(&b, "%s:\n%s\n\n", title, text)
		}
	}
	line := c.UseLine()
	if c.HasAvailableSubCommands() {
		line = c.CommandPath() + " COMMAND"
	}
	section("Usage", "  "+line)
	section("Examples", c.Example)
	var commands strings.Builder
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() || sub.Name() == "help" {
			fmt.Fprintf(&commands, "  %-*s %s\n", c.NamePadding(), sub.Name(), sub.Short)
		}
	}
	section("Commands", commands.String())
	for _, g := range flagGroups(c) {
		section(g.title, g.flags.FlagUsagesWrapped(helpWidth))
	}
	section("Exit codes", c.Annotations["exits"])
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "%s COMMAND --help tells more.\n", c.CommandPath())
	}
	_, err := io.WriteString(c.OutOrStdout(), strings.TrimRight(b.String(), "\n")+"\n")
	return err
}

// helpFor is the command help.
func helpFor(c *cobra.Command, args []string) error {
	about, rest, err := c.Root().Find(args)
	if err != nil || len(rest) > 0 {
		return unknownName("command", strings.Join(args, " "), c.Root())
	}
	about.InitDefaultHelpFlag()
	return about.Help()
}

func unknownName(what, name string, c *cobra.Command) error {
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	return fmt.Errorf("unknown %s %q; want one of %s", what, name, strings.Join(names, ", "))
}

// A flagGroup are flags under one title.
type flagGroup struct {
	title string
	flags *pflag.FlagSet
}

// flagGroups returns the flags of a command by their groups. Those without one
// come last.
func flagGroups(c *cobra.Command) []flagGroup {
	var groups []flagGroup
	add := func(title string, f *pflag.Flag) {
		i := slices.IndexFunc(groups, func(g flagGroup) bool { return g.title == title })
		if i < 0 {
			i = len(groups)
			groups = append(groups, flagGroup{title, pflag.NewFlagSet(title, pflag.ContinueOnError)})
			groups[i].flags.SortFlags = false
		}
		groups[i].flags.AddFlag(f)
	}
	var others []*pflag.Flag
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		shown := *f
		if !isCommon(f.Name) && c.Parent() == c.Root() {
			shown.Usage += " [$" + variable(c, f.Name) + "]"
		}
		if title := f.Annotations["group"]; title != nil {
			add(title[0], &shown)
		} else {
			others = append(others, &shown)
		}
	})
	for _, f := range others {
		add("Flags", f)
	}
	return groups
}
