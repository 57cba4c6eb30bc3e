package main

import (
	"os"

	"golang.org/x/term"

	"profilestatus.example/contract/report"
	"profilestatus.example/internal/linelog"
)

// isTerminal reports whether something is read from or written to a terminal.
func isTerminal(stream any) bool {
	f, ok := fileOf(stream)
	return ok && term.IsTerminal(int(f.Fd()))
}

// fileOf returns the file that a stream is, or writes to.
func fileOf(stream any) (*os.File, bool) {
	if w, ok := stream.(*linelog.Writer); ok {
		stream = w.Unwrap()
	}
	f, ok := stream.(*os.File)
	return f, ok
}

// styleOf returns how text is written to a stream: as wide as its terminal, and
// in colors unless NO_COLOR says otherwise (no-color.org) or the terminal has
// none. What is no terminal gets plain text.
func styleOf(stream any) report.Style {
	if !isTerminal(stream) {
		return report.Style{}
	}
	style := report.Style{Color: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
	f, _ := fileOf(stream)
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		style.Width = width
	}
	return style
}
