package main

import (
	"os"

	"golang.org/x/term"

	"profilestatus.example/contract/report"
)

// isTerminal reports whether something is read from or written to a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// styleOf returns how text is written to a stream: as wide as its terminal, and
// in colors unless NO_COLOR says otherwise (no-color.org) or the terminal has
// none. What is no terminal gets plain text.
func styleOf(stream any) report.Style {
	if !isTerminal(stream) {
		return report.Style{}
	}
	style := report.Style{Color: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
	if width, _, err := term.GetSize(int(stream.(*os.File).Fd())); err == nil && width > 0 {
		style.Width = width
	}
	return style
}
