package main

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"profilestatus.example/internal/linelog"
)

// logFlags say what is logged to stderr, and how.
type logFlags struct{ level, format string }

// add adds the flags to a command; also says what is logged at which level.
func (f *logFlags) add(c *cobra.Command, level, also string) {
	levels, formats := []string{"debug", "info", "warn", "error"}, []string{"auto", "text", "json"}
	addText(c.Flags(), &f.level, "log-level", level, "the lowest level that is logged to stderr: `debug|info|warn|error`; "+also, oneOf(levels...))
	addText(c.Flags(), &f.format, "log-format", "auto", "the format of the log: `auto|text|json`; auto is text on a terminal and otherwise json", oneOf(formats...))
	complete(c, "log-level", levels...)
	complete(c, "log-format", formats...)
}

// logger returns the log that the flags ask for. What it writes to is flushed at
// the end of the command; see [run].
func (f *logFlags) logger(stderr io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(f.level)) // the flag has been validated
	w, ok := stderr.(*linelog.Writer)
	if !ok {
		w = linelog.NewWriter(stderr)
	}
	if f.format == "json" || f.format == "auto" && !isTerminal(stderr) {
		return slog.New(linelog.NewJSON(w, level))
	}
	return slog.New(linelog.NewText(w, level))
}

// tell logs a line at info whatever the level is, for what a person or a script
// has to know.
func tell(log *slog.Logger, message string, attrs ...slog.Attr) {
	r := slog.NewRecord(time.Now(), slog.LevelInfo, message, 0)
	r.AddAttrs(attrs...)
	_ = log.Handler().Handle(context.Background(), r) // as slog itself, which has nowhere to report it
}
