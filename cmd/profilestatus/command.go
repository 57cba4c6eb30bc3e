package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"profilestatus.example/contract/report"
	"profilestatus.example/internal/linelog"
	"profilestatus.example/store/postgres"
)

// Exit codes.
const (
	exitOK      = 0
	exitFailure = 1 // it could not do what it was asked for
	exitUsage   = 2 // it did not understand what it was asked for
)

// A usageError is a mistake in the command line or the environment.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// errBroken ends a command whose own report has said how the contract is
// broken.
var errBroken = errors.New("the contract is broken")

// run executes one command line until it ends or ctx does, and returns its exit
// code. An error is one line on stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	lines := linelog.NewWriter(stderr) // where a log is among what else is said
	defer lines.Flush()
	stderr = lines
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errBroken):
		return exitFailure
	}
	text := oneLine(err)
	for _, arg := range args { // the parser quotes a URL in a wrong place
		switch {
		case strings.HasPrefix(arg, "postgres"):
			text = strings.ReplaceAll(text, arg, postgres.Redact(arg))
		case strings.Contains(arg, "@"):
			text = strings.ReplaceAll(text, arg, report.RedactURL(arg))
		}
	}
	fmt.Fprintf(stderr, "profilestatus: %s\n", text)
	var failure *failureError
	if errors.As(err, &failure) {
		return exitFailure
	}
	return exitUsage
}

// A failureError is an error of a command that was understood. Whatever else
// reaches run comes from the command line's own parser.
type failureError struct{ error }

func (e *failureError) Unwrap() error { return e.error }

// command completes a command: its flags can come from the environment and a file,
// and its errors tell usage from failure.
func command(c *cobra.Command) *cobra.Command {
	work := c.RunE
	c.RunE = func(c *cobra.Command, args []string) error {
		origins, err := inherit(c)
		if err != nil {
			return err
		}
		err = work(c, args)
		var bad *flagError
		if errors.As(err, &bad) && bad.origin == "" {
			bad.origin = origins[bad.flag]
		}
		var usage usageError
		if err != nil && !errors.As(err, &usage) {
			err = &failureError{err}
		}
		return err
	}
	c.DisableFlagsInUseLine = true
	c.Flags().SortFlags = false
	addConfigFlag(c)
	return c
}

// countArgs accepts from low to high arguments, and otherwise says what it wants.
func countArgs(low, high int, wanted string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if n := len(args); n < low || n > high {
			return fmt.Errorf("want %s; got %d arguments", wanted, n)
		}
		return nil
	}
}

// oneLine keeps an error to one line, whatever made it.
func oneLine(err error) string {
	text, near, found := strings.Cut(err.Error(), "\n\nDid you mean this?\n\t")
	if found {
		text += "; did you mean " + strings.TrimSpace(near) + "?"
	}
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\t' }), "; ")
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "profilestatus",
		Short: "The profileStatus API of Microsoft Graph, to test clients against",
		Long: `profilestatus is the operation "Create profileStatus" of Microsoft Graph's
education API as a real service: it stores the statuses that it accepts, and says
precisely what is wrong with a request that it refuses.

Every flag can also be set by an environment variable, which the help of each
command shows, or in a file, see --config. The variable of --store is
PROFILESTATUS_STORE; that of --addr, which two commands have, includes the
command: PROFILESTATUS_SERVE_ADDR. A flag overrides its variable, a variable the
file, and the file the default. profilestatus config prints the settings in effect
and where each comes from.`,
		Example: `  profilestatus serve
  profilestatus serve --addr 127.0.0.1:0 --store memory
  profilestatus health
  profilestatus check http://127.0.0.1:8080/beta
  profilestatus proxy --to http://127.0.0.1:8080/beta
  profilestatus spec --format json`,
		SilenceUsage:      true,
		SilenceErrors:     true,
		DisableAutoGenTag: true,
	}
	root.SetFlagErrorFunc(flagSuggestion)
	root.AddCommand(newServe(), newHealth(), newCheck(), newProxy(), newSpec(), newBackup(), newRestore(), newToken(), newCA(), newVersion())
	addConfig(root)
	addVersionFlags(root)
	addHelp(root)
	return root
}
