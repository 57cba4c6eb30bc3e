package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"
)

// logFlags say what is logged to stderr, and how.
type logFlags struct{ level, format string }

// add adds the flags to a command; also says what is logged at which level.
func (f *logFlags) add(c *cobra.Command, level, also string) {
	c.Flags().StringVar(&f.level, "log-level", level, "what is logged to stderr: `debug|info|warn|error`; "+also)
	c.Flags().StringVar(&f.format, "log-format", "auto", "how it is logged: `auto|text|json`; auto is text on a terminal")
	complete(c, "log-level", "debug", "info", "warn", "error")
	complete(c, "log-format", "auto", "text", "json")
}

// logger returns the log that the flags ask for.
func (f *logFlags) logger(stderr io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(f.level)); err != nil {
		return nil, usageError{fmt.Errorf("--log-level %q: want debug, info, warn or error", f.level)}
	}
	w, ok := stderr.(*os.File)
	options := &slog.HandlerOptions{Level: level}
	switch {
	case f.format == "json", f.format == "auto" && !(ok && isatty.IsTerminal(w.Fd())):
		return slog.New(slog.NewJSONHandler(stderr, options)), nil
	case f.format == "text", f.format == "auto":
		return slog.New(slog.NewTextHandler(stderr, options)), nil
	}
	return nil, usageError{fmt.Errorf("--log-format %q: want auto, text or json", f.format)}
}
