package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Style is the formatting of a text.
type Style struct {
	Width int  // of lines, in characters; 0: lists have 100, and sentences are on one line
	Color bool // by escape sequences of terminals
}

// Colors of terminals (ECMA-48, SGR).
const (
	red    = "1;31"
	green  = "1;32"
	yellow = "1;33"
)

var verdictColors = map[Verdict]string{Holds: green, Broken: red, Unknown: yellow}

func (s Style) paint(color, text string) string {
	if !s.Color {
		return text
	}
	return "\x1b[" + color + "m" + text + "\x1b[0m"
}

const (
	defaultWidth = 100
	minWidth     = 40
)

// sentence writes a text on lines of the width. The first begins with first, all
// others with rest.
func (s Style) sentence(b *strings.Builder, first, rest, text string) {
	if s.Width == 0 {
		b.WriteString(first + text + "\n")
		return
	}
	wrap(b, max(s.Width, minWidth), first, rest, strings.Split(text, " "))
}

// list writes words on as few lines as they need.
func (s Style) list(b *strings.Builder, name string, words []string) {
	width := defaultWidth
	if s.Width > 0 {
		width = max(s.Width, minWidth)
	}
	last := len(words) - 1
	separated := slices.Clone(words)
	for i := range separated[:max(last, 0)] {
		separated[i] += ","
	}
	if last < 0 {
		separated = []string{"none"}
	}
	wrap(b, width, fmt.Sprintf("    %-9s ", name), strings.Repeat(" ", 14), separated)
}

// wrap keeps a word that is longer than a line whole.
func wrap(b *strings.Builder, width int, first, rest string, words []string) {
	line, empty := first, true
	for _, word := range words {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			b.WriteString(line + "\n")
			line, empty = rest, true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	b.WriteString(line + "\n")
}
