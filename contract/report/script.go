package report

import (
	"fmt"
	"slices"
	"strings"

	"profilestatus.example/contract"
)

// A Step is one of several requests that show a finding together.
type Step struct {
	ID       int
	Exchange contract.Exchange
	Together bool // it was sent at the same time as the step before

	// From is the ID of the step whose answer told the Target of this one, 0 for
	// none. By is where it told it: header/Location, or a pointer such as /id,
	// whose value stands behind the path of that step, or /nextLink.
	From int
	By   string
}

// Script returns a script for a POSIX shell with curl that sends the steps
// again. Each occurrence of nonce is replaced by a new one in each run, and
// addresses that a server made are read from its answers. Base is that of
// [Curl], "$BASE" or scheme and host alone.
func Script(base, nonce string, steps []Step) string {
	var b strings.Builder
	if nonce != "" {
		b.WriteString("run=$(od -An -N5 -tx1 /dev/urandom | tr -d ' \\n')\n")
	}
	for i, s := range steps {
		at := slices.IndexFunc(steps[:i], func(t Step) bool { return t.ID == s.From })
		command := Curl(base, &s.Exchange)
		if at >= 0 && s.From > 0 {
			x := s.Exchange
			x.Target = ""
			address := fmt.Sprintf(`"$at%d"`, s.ID)
			if base == "$BASE" {
				address = `"$BASE"` + address
			} else {
				address = quote(base) + address
			}
			command = strings.Replace(Curl("\x00", &x), address0, "--url "+address, 1)
		}
		if nonce != "" {
			command = strings.ReplaceAll(command, nonce, `'"$run"'`)
		}
		next := i+1 < len(steps) && steps[i+1].Together
		switch {
		case s.Together || next:
			b.WriteString(command + " &\n")
			if !next {
				b.WriteString("wait\n")
			}
		case slices.ContainsFunc(steps[i+1:], func(t Step) bool { return t.From == s.ID }):
			fmt.Fprintf(&b, "answer=$(%s)\nprintf '%%s\\n' \"$answer\"\n", command)
			for _, t := range steps[i+1:] {
				if t.From == s.ID {
					fmt.Fprintf(&b, "at%d=$(printf '%%s\\n' \"$answer\" | %s)\n", t.ID, extract(s, t, nonce))
				}
			}
		default:
			b.WriteString(command + "\n")
		}
	}
	return b.String()
}

// address0 is how Curl writes the address that stands for another one.
var address0 = "--url " + quote("\x00/")

// extract returns the command that finds the target of t in the answer to s.
func extract(s, t Step, nonce string) string {
	const host = `s,^[a-zA-Z]*://[^/]*,,`
	name, isHeader := strings.CutPrefix(t.By, "header/")
	if isHeader {
		return fmt.Sprintf("tr -d '\\r' | sed -n 's/^[%s%s]%s: *//p' | sed '%s'", strings.ToUpper(name[:1]), strings.ToLower(name[:1]), name[1:], host)
	}
	name = strings.TrimPrefix(t.By, "/")
	value := fmt.Sprintf("grep -o %s | head -n 1 | sed 's/^[^:]*: *\"\\{0,1\\}//", quote(`"`+name+`" *: *"\{0,1\}[^",} ]*`))
	if name != "id" {
		return value + `; s/\\u0026/\&/g; ` + host + "'"
	}
	path, _, _ := strings.Cut(s.Exchange.Target, "?")
	if nonce != "" {
		path = strings.ReplaceAll(path, nonce, `'"$run"'`)
	}
	return value + "; s,^," + path + "/,'"
}
