package report

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"profilestatus.example/contract"
)

// A Step is one of several requests that show a finding together.
type Step struct {
	ID       int
	Exchange contract.Exchange
	Together bool   // it was sent concurrently with the previous step
	Target   []Part // the parts of the Target; nil if it is constant
	Body     []Part // likewise of the request body
}

// A Part is a part of a request. Either it is constant, or it is taken from the
// response of an earlier step.
type Part struct {
	Text string `json:"text"`           // as it was sent
	From int    `json:"from,omitempty"` // the ID of the step whose response has it, 0 for none
	// By is the location in that response: a JSON pointer into the body, or a header
	// such as header/Location. If it is a header, a Text that begins with a slash is
	// the URL without scheme and host, otherwise its last segment.
	By string `json:"by,omitempty"`
}

// Script returns a script for a POSIX shell with curl that repeats the steps. Each
// occurrence of nonce is replaced by a new one in each run, and values from responses
// are extracted from the new responses. Base is as for [Curl], "$BASE" or only scheme
// and host. A body that must be in a file is in body1 for the first step, body2
// for the second, and so on.
func Script(base, nonce string, steps []Step) string {
	var b strings.Builder
	if nonce != "" {
		b.WriteString("run=$(od -An -N5 -tx1 /dev/urandom | tr -d ' \\n')\n")
	}
	names := make(map[Part]string) // of the shell's variables
	for i, s := range steps {
		command := s.command(base, bodyFile(i), names)
		next := i+1 < len(steps) && steps[i+1].Together
		told := s.tells(steps[i+1:])
		switch {
		case s.Together || next:
			command += " &"
			if !next {
				command += "\nwait"
			}
		case len(told) > 0:
			command = fmt.Sprintf("answer=$(%s)\nprintf '%%s\\n' \"$answer\"", command)
			for n, p := range told {
				names[Part{From: s.ID, By: p.By}] = fmt.Sprintf("from%d_%d", s.ID, n+1)
				command += fmt.Sprintf("\nfrom%d_%d=$(printf '%%s\\n' \"$answer\" | %s)", s.ID, n+1, s.extract(p))
			}
		}
		if nonce != "" {
			command = strings.ReplaceAll(command, nonce, `'"$run"'`)
		}
		b.WriteString(command + "\n")
	}
	return b.String()
}

// bodyFile names the file for the body of a step, which is counted from 0.
func bodyFile(i int) string { return "body" + strconv.Itoa(i+1) }

// fileNotes says what has to be in the files that a script reads.
func fileNotes(steps []Step) (notes []string) {
	for i := range steps {
		if note := fileNote(&steps[i].Exchange, "step "+strconv.Itoa(i+1), bodyFile(i)); note != "" {
			notes = append(notes, note)
		}
	}
	return notes
}

// tells returns what of the later steps the answer to this one told, each place
// once.
func (s *Step) tells(later []Step) []Part {
	var told []Part
	for _, t := range later {
		for _, p := range slices.Concat(t.Target, t.Body) {
			if p.From == s.ID && p.From != 0 && !slices.ContainsFunc(told, func(q Part) bool { return q.By == p.By }) {
				told = append(told, p)
			}
		}
	}
	return told
}

// command returns the curl command of a step, with the variables of the shell
// that have what earlier answers told.
func (s *Step) command(base, file string, names map[Part]string) string {
	x := s.Exchange
	var variables []string
	fill := func(text string, parts []Part) string {
		if parts == nil {
			return text
		}
		var b strings.Builder
		for _, p := range parts {
			name := names[Part{From: p.From, By: p.By}]
			if name == "" {
				b.WriteString(p.Text)
				continue
			}
			if strings.HasPrefix(p.Text, "/") {
				b.WriteByte('/') // or it would seem to be no address
			}
			b.WriteString(mark(len(variables)))
			variables = append(variables, name)
		}
		return b.String()
	}
	x.Target, x.RequestBody = fill(x.Target, s.Target), []byte(fill(string(x.RequestBody), s.Body))
	command := curl(base, &x, file)
	for i, name := range variables {
		command = strings.Replace(command, mark(i), `'"$`+name+`"'`, 1)
	}
	return command
}

// mark stands for a variable of the shell until the command is written.
func mark(i int) string { return "5tandsfor" + strconv.Itoa(i) + "x" }

// extract returns the command that reads a part from an answer. The variable of
// an address has no slash in front.
func (s *Step) extract(p Part) string {
	change := `s,^[a-zA-Z][a-zA-Z]*://[^/]*,,`
	if strings.HasPrefix(p.Text, "/") {
		change += `; s,^/,,`
	}
	name, isHeader := strings.CutPrefix(p.By, "header/")
	if isHeader && !strings.HasPrefix(p.Text, "/") {
		change = `s,.*/,,`
	}
	if isHeader {
		return fmt.Sprintf("tr -d '\\r' | grep -i %s | head -n 1 | sed 's/^[^:]*: *//; %s'", quote("^"+name+":"), change)
	}
	tokens := strings.Split(p.By, "/")
	for len(tokens) > 1 && isIndex(tokens[len(tokens)-1]) {
		tokens = tokens[:len(tokens)-1]
	}
	pattern := `"` + regexp.QuoteMeta(tokens[len(tokens)-1]) + `" *: *("[^"]*"|[^",}{ ]*)`
	return fmt.Sprintf(`grep -oE %s | sed -n %dp | sed 's/^"[^"]*" *: *//; s/^"//; s/"$//; s/\\u0026/\&/g; %s'`, quote(pattern), s.occurrence(pattern, p.Text), change)
}

func isIndex(token string) bool {
	_, err := strconv.ParseUint(token, 10, 32)
	return err == nil
}

// occurrence returns which match of a pattern in the answer has the text, the
// first one if none has.
func (s *Step) occurrence(pattern, text string) int {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return 1
	}
	for i, m := range re.FindAllStringSubmatch(string(s.Exchange.ResponseBody), -1) {
		value := strings.ReplaceAll(strings.Trim(m[1], `"`), `\u0026`, "&")
		if strings.HasSuffix(value, text) {
			return i + 1
		}
	}
	return 1
}
