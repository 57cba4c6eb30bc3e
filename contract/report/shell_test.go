package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// A shell runs lines with a PATH on which there is nothing but a curl that
// writes down how it was called.
type shell struct {
	sh, bin, dir string
}

func newShell(t testing.TB) *shell {
	t.Helper()
	s := &shell{bin: t.TempDir(), dir: t.TempDir()}
	for name, path := range map[string]*string{"sh": &s.sh} {
		var err error
		if *path, err = exec.LookPath(name); err != nil {
			t.Skip(err)
		}
	}
	cat, err := exec.LookPath("cat")
	if err != nil {
		t.Skip(err)
	}
	fake := "#!" + s.sh + "\nprintf '%s\\000' \"$@\"\n" + cat + " >stdin\n"
	if err := os.WriteFile(filepath.Join(s.bin, "curl"), []byte(fake), 0o755); err != nil {
		t.Fatal(err)
	}
	return s
}

// The variables that a person sets. What is in them is not read by the shell
// again.
const token, cookie, base = `t$(>ran)'"`, "c`>ran`", `http://h/$(>ran)`

// run pastes a line, and returns the arguments and the input of curl.
func (s *shell) run(t *testing.T, line string) (args []string, stdin string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), s.sh, "-c", line)
	c.Dir, c.Env = s.dir, []string{"PATH=" + s.bin, "TOKEN=" + token, "COOKIE=" + cookie, "BASE=" + base}
	var out, complaint bytes.Buffer
	c.Stdout, c.Stderr = &out, &complaint
	if err := c.Run(); err != nil {
		t.Fatalf("%v: %s\n%s", err, &complaint, line)
	}
	input, err := os.ReadFile(filepath.Join(s.dir, "stdin"))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil || len(entries) != 1 || complaint.Len() > 0 {
		t.Fatalf("something else ran: %v, %v, %s\n%s", entries, err, &complaint, line)
	}
	return strings.Split(strings.TrimSuffix(out.String(), "\x00"), "\x00"), string(input)
}

// arrives is what a program can get of a word: no NUL, and from printf no line
// breaks at the end. Words of nothing but printable characters arrive whole.
func arrives(word string) string {
	if !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsPrint(r) || r == '\ufffd' }) {
		return word
	}
	return strings.TrimRight(strings.ReplaceAll(word, "\x00", ""), "\n")
}

// sent reads the arguments of curl back into what it would send.
func sent(t *testing.T, args []string) (method, url, target string, header []string, body string, fromInput bool) {
	t.Helper()
	for i := 0; i < len(args); i++ {
		next := func() string {
			if i++; i == len(args) {
				t.Fatalf("no word follows the last of %q", args)
			}
			return args[i]
		}
		switch arg := args[i]; arg {
		case "-i", "-g", "--path-as-is":
		case "-I":
			method = "HEAD"
		case "-X":
			method = next()
		case "--url":
			url = next()
		case "--request-target":
			target = next()
		case "-H":
			header = append(header, next())
		case "--data-raw":
			body = next()
		case "--data-binary":
			fromInput = next() == "@-"
		default:
			t.Fatalf("curl got the word %q among %q", arg, args)
		}
	}
	return
}

// FuzzCurl pastes the line that sends a request again into a shell, and compares
// what a curl gets with what was sent.
func FuzzCurl(f *testing.F) {
	s := newShell(f)
	f.Add("GET", "/a?$top=1", "X-A", "v", "", true)
	f.Add("-o", "@evil.test/", "X-'$(>ran)", "$(>ran)[redacted]", "`>ran`", true)
	f.Add("--help", "--config", "@/etc/passwd", "a\r\nB: c", "@/etc/passwd", false)
	f.Add("P'\"\\OST", "/a'\"$(>ran)`>ran`\\;>ran&|\n>ran", "Authorization", "$(>ran) x", "-'\x00\xff%s\\n\n", true)
	f.Add("", "*", "Cookie", "a\tb", "\n\n", false)
	f.Add("POST", "/[a-z]{x}#\x1b[2J\u202e!!", "Content-Type", "  ", "{}\n", true)
	f.Add("HEAD", "//evil.test", "Authorization", "Bearer", "x", false)
	f.Fuzz(func(t *testing.T, method, target, name, value, body string, variable bool) {
		x := &contract.Exchange{Method: method, Target: target, RequestHeader: http.Header{name: {value}}, RequestBody: []byte(body)}
		from, origin := "http://[::1]:80/$(>ran)'", "http://[::1]:80/$(>ran)'"
		if variable {
			from, origin = "$BASE", base
		}
		line := report.Curl(from, x)
		if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) || r == '\ufffd' }) {
			t.Fatalf("not all of it is to be seen: %q", line)
		}
		args, input := s.run(t, line)
		gotMethod, url, gotTarget, header, gotBody, fromInput := sent(t, args)
		if want := arrives(method); gotMethod != want && !(gotMethod == "" && (want == "GET" || want == "")) {
			t.Errorf("method %q, want %q", gotMethod, want)
		}
		if gotTarget == "" {
			gotTarget = strings.TrimPrefix(url, origin)
		} else if url != origin+"/" {
			t.Errorf("URL %q, want %q", url, origin+"/")
		}
		if gotTarget != arrives(target) && !(gotTarget == "/" && arrives(target) == "") {
			t.Errorf("target %q, want %q", gotTarget, target)
		}
		for _, line := range header {
			given, shown, _ := strings.Cut(line, ": ")
			switch {
			case line == "Content-Type:":
			case line == name+";" && strings.TrimSpace(value) == "":
			case given != name:
				t.Errorf("header %q, want %s: %q", line, name, value)
			case shown != value && !strings.HasSuffix(shown, token) && shown != cookie:
				t.Errorf("header %q, want %s: %q, or a variable", line, name, value)
			}
		}
		if fromInput {
			gotBody = input
		}
		if len(body) <= 8<<10 && gotBody != body {
			t.Errorf("body %q, want %q\n%s", gotBody, body, line)
		}
	})
}

// FuzzReports writes anything in all formats: what is read of it must be valid,
// and on the lines of text there must be nothing but printable characters.
func FuzzReports(f *testing.F) {
	f.Add("a", "b", []byte("c"))
	f.Add("\x00\x1b]0;x\a", "]]>\ufffe\u202e\r\n  reproduce rm", []byte("\xff\xfe\n"))
	f.Fuzz(func(t *testing.T, a, b string, body []byte) {
		found := report.Finding{Violation: contract.Violation{Side: contract.InRequest, Rule: a, Target: b, Message: a, Found: b, Want: a}, Operation: b, Group: a, Count: 1,
			Example: contract.Exchange{Method: a, Target: b, RequestHeader: http.Header{a: {b}}, RequestBody: body, Status: 200, ResponseBody: body}}
		r := &report.Result{Command: a, Version: b, Base: a, Origin: "$BASE", Document: b, Source: []byte(b + "\n" + a), Findings: []report.Finding{found}, Baseline: a}
		var text, junit, sarif, page bytes.Buffer
		err := report.Blocks(&text, r, report.Style{})
		r.Cases = []report.Case{{Name: b, Group: a, Duration: time.Second, Findings: []report.Finding{found}}, {Name: a, Skipped: b}}
		r.NotCovered = []report.Note{{Operation: a, Text: b}}
		r.Coverage = []report.Coverage{{Operation: b, Documented: []string{a}, Statuses: map[int]int{200: 1}, Keywords: map[string]report.Verdicts{a: {}}}}
		err = errors.Join(err, report.JUnit(&junit, r), report.SARIF(&sarif, r), report.HTML(&page, r))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
		if len(lines) > 10 || strings.ContainsFunc(strings.Join(lines, ""), func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%d lines, or not all of it is to be seen:\n%q", len(lines), &text)
		}
		dec := xml.NewDecoder(&junit)
		for {
			if _, err := dec.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("JUnit: %v", err)
			}
		}
		if !json.Valid(sarif.Bytes()) {
			t.Errorf("SARIF is not JSON:\n%s", &sarif)
		}
		harmless(t, page.String())
	})
}

// TestPrintf asks a shell whether all bytes come out as they went in.
func TestPrintf(t *testing.T) {
	s := newShell(t)
	body := make([]byte, 256)
	for i := range body {
		body[i] = byte(i)
	}
	for _, body := range [][]byte{body, slices.Repeat([]byte("-\n"), 3)} {
		args, input := s.run(t, report.Curl("http://h", &contract.Exchange{Method: "POST", Target: "/", RequestBody: body}))
		if input != string(body) || args[len(args)-1] != "@-" {
			t.Errorf("curl got %q, and %q to read, want every byte of %q", args, input, body)
		}
	}
}
