package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// prefix is that of all variables.
const prefix = "PROFILESTATUS_"

// urlVariable is what the proxy sets for the command of --exec. It is no flag.
const urlVariable = prefix + "URL"

// inherit sets each flag that was not given: from its variable or, without one,
// from the file of --config. A flag that was given wins, also when it repeats the
// default; an empty variable is none. It returns where each value comes from that
// it set. The error is one of usage.
func inherit(c *cobra.Command) (origins map[string]string, err error) {
	errs := unknownVariables(c.Root())
	file, err := readConfig(c)
	if err != nil {
		errs = append(errs, err)
	}
	origins = make(map[string]string)
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed || isCommon(f.Name) || f.Name == configFlag {
			return
		}
		found, ok := file[c.Name()][f.Name]
		if value := os.Getenv(variable(c, f.Name)); value != "" {
			found, ok = configured{[]string{value}, variable(c, f.Name)}, true
		}
		if !ok {
			return
		}
		for _, value := range found.values {
			if err := named(c.Flags().Set(f.Name, value)); err != nil {
				var bad *flagError
				if errors.As(err, &bad) {
					bad.origin = found.place
				}
				errs = append(errs, err)
			}
		}
		origins[f.Name] = found.place
	})
	if err := errors.Join(errs...); err != nil {
		return nil, usageError{err}
	}
	return origins, nil
}

// isCommon reports whether a flag is one of every command, and has no variable.
func isCommon(flag string) bool { return flag == "help" || flag == "version" }

// variable returns the name of a flag's environment variable. That of a flag
// that several commands have names the command, too, but for --config.
func variable(c *cobra.Command, flag string) string {
	if flag == configFlag {
		return configVariable
	}
	name := flag
	for _, other := range c.Root().Commands() {
		if other.Name() != c.Name() && other.Flags().Lookup(flag) != nil {
			name = c.Name() + "-" + flag
		}
	}
	return prefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// links are variables of our prefix that others set: Kubernetes in every container,
// about a service whose name begins with profilestatus, and Docker and GitLab about
// such a container that is linked. They are no settings.
var links = regexp.MustCompile(`^PROFILESTATUS_(\w+_)?(SERVICE_(HOST|PORT)(_\w+)?=|PORT(_\d+_(TCP|UDP|SCTP))?=(tcp|udp|sctp)://|PORT_\d+_(TCP|UDP|SCTP)_(PROTO|PORT|ADDR)=|NAME=/|ENV_\w+=)`)

// unknownVariables returns an error for each variable with our prefix that
// belongs to no flag of any command.
func unknownVariables(root *cobra.Command) (errs []error) {
	known := []string{urlVariable}
	for _, c := range root.Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !isCommon(f.Name) {
				known = append(known, variable(c, f.Name))
			}
		})
	}
	environment := os.Environ()
	slices.Sort(environment)
	for _, pair := range environment {
		name, value, _ := strings.Cut(pair, "=")
		if value == "" || !strings.HasPrefix(name, prefix) || slices.Contains(known, name) || links.MatchString(pair) {
			continue
		}
		errs = append(errs, fmt.Errorf("unknown environment variable %s%s", name, suggestVariable(name, known)))
	}
	return errs
}

// suggestVariable prefers variables that lack nothing but the name of their command:
// PROFILESTATUS_CHECK_SEED for PROFILESTATUS_SEED.
func suggestVariable(name string, known []string) string {
	end := "_" + strings.TrimPrefix(name, prefix)
	var near []string
	for _, other := range known {
		if strings.HasSuffix(other, end) {
			near = append(near, other)
		}
	}
	if len(near) == 0 {
		return suggest(name, known)
	}
	return "; did you mean " + strings.Join(near[:min(3, len(near))], " or ") + "?"
}
