package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"profilestatus.example/contract"
)

// maxShown is how much of a message is shown to people, in bytes.
const maxShown = 300

// Text writes one finding as a block of lines for people: how often, the
// smallest case, what was found and what is right, the line of the document
// and a command that reproduces it. Base is that of [Curl]; document names the
// OpenAPI file. Whatever was sent stays on its line and is written in printable
// characters, so that it can neither steer a terminal nor look like the report.
func Text(w io.Writer, base, document string, f Finding) error {
	v := f.Violation
	var b strings.Builder
	fmt.Fprintf(&b, "%d × %s: %s", f.Count, plain(v.Rule), plain(orNone(f.Operation)))
	if f.Level != Error {
		fmt.Fprintf(&b, ", %s", f.Level)
	}
	if f.Group != "" {
		fmt.Fprintf(&b, " (%s)", plain(f.Group))
	}
	fmt.Fprintf(&b, "\n  %s\n", plain(v.Message))
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %-10s%s\n", name, plain(value))
		}
	}
	line("place", strings.TrimSpace(string(v.Side)+" "+v.Target))
	line("expected", v.Want)
	line("got", v.Found)
	line("document", Place(document, v))
	line("request", f.Example.Method+" "+f.Example.Target+message(f.Example.RequestBody))
	if f.Example.Status != 0 {
		line("response", strconv.Itoa(f.Example.Status)+message(f.Example.ResponseBody))
	}
	if len(f.Steps) < 2 {
		line("again", Curl(base, &f.Example))
	} else {
		fmt.Fprintf(&b, "  again, in %d steps, as a script:\n", len(f.Steps))
		for text := range strings.Lines(Script(base, f.Nonce, f.Steps)) {
			b.WriteString("    " + text)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Place returns where the document says what v breaks, as file:line:column; ""
// if no single place does.
func Place(document string, v contract.Violation) string {
	if v.Line == 0 {
		return ""
	}
	return fmt.Sprintf("%s:%d:%d", document, v.Line, v.Column)
}

func orNone(operation string) string {
	if operation == "" {
		return "no operation"
	}
	return operation
}

// message shows the beginning of a body on one line.
func message(body []byte) string {
	text := strings.TrimRight(string(body), "\r\n")
	switch {
	case text == "":
		return ""
	case len(text) > maxShown:
		return fmt.Sprintf(" %s … (%d bytes)", printable(text[:maxShown]), len(body))
	}
	return " " + printable(text)
}

// printable shows plain text as it is, and anything else in quotes.
func printable(text string) string {
	if isPlain(text) {
		return text
	}
	return strconv.Quote(text)
}
