package page

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// A message is a request or an answer.
type message struct {
	Title   []line // method, path and parameters, or the status
	Headers []header
	Lines   []line // of the body
	Cut     int64  // bytes of the body that were not kept
}

type header struct {
	Name, Value string
	Broken      []string // what is wrong with it
}

// A line of a body.
type line struct {
	Text   string
	Broken []string // what is wrong at this place
}

// messages returns the request and the answer of an exchange.
func messages(e *journal.Entry) []message {
	all := []message{newMessage(e, contract.InRequest, e.RequestHeader, e.RequestBody, e.RequestBytes)}
	if e.Status != 0 {
		all = append(all, newMessage(e, contract.InResponse, e.ResponseHeader, e.ResponseBody, e.ResponseBytes))
	}
	return all
}

func newMessage(e *journal.Entry, side contract.Side, h http.Header, body []byte, size int64) message {
	broken := make(map[string][]string)
	for _, v := range e.Violations {
		if v.Side == side {
			broken[v.Target] = append(broken[v.Target], v.Message)
		}
	}
	title := requestLine
	if side == contract.InResponse {
		title = statusLine
	}
	m := message{Title: title(e, broken), Cut: max(0, size-int64(len(body)))}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		m.Headers = append(m.Headers, header{name, strings.Join(h[name], ", "), broken["header/"+name]})
	}
	m.Lines = markedLines(body, broken)
	return m
}

// requestLine returns the method, the path and each parameter of the query, with
// what is wrong with them.
func requestLine(e *journal.Entry, broken map[string][]string) []line {
	path, query, _ := strings.Cut(e.Target, "?")
	ofPath := broken["path"]
	for _, target := range slices.Sorted(maps.Keys(broken)) {
		if strings.HasPrefix(target, "path/") {
			ofPath = append(ofPath, broken[target]...)
		}
	}
	parts := []line{{e.Method, broken["method"]}, {" " + path, ofPath}}
	separator := "?"
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		parts = append(parts, line{separator + pair, broken["query/"+name]})
		separator = "&"
	}
	return parts
}

// statusLine returns the status with what is wrong with it.
func statusLine(e *journal.Entry, broken map[string][]string) []line {
	return []line{{fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status)), broken["status"]}}
}

// markedLines returns a body as lines. If it is JSON, each value has its own line
// with what is wrong at its place, a JSON pointer (RFC 6901).
func markedLines(body []byte, broken map[string][]string) []line {
	if len(body) == 0 {
		return nil
	}
	places, ok := linesOfJSON(body)
	var indented bytes.Buffer
	value := jsontext.Value(bytes.Clone(body))
	if !ok || value.Indent(jsontext.WithIndent("  "), jsontext.AllowDuplicateNames(true)) != nil {
		lines := []line{}
		for text := range strings.Lines(string(body)) {
			lines = append(lines, line{Text: strings.TrimRight(text, "\r\n")})
		}
		return lines
	}
	indented.Write(value)
	lines := []line{}
	for i, text := range strings.Split(strings.TrimRight(indented.String(), "\n"), "\n") {
		l := line{Text: text}
		if i < len(places) {
			l.Broken = broken[places[i]]
		}
		lines = append(lines, l)
	}
	return lines
}

// noPlace is that of a line that only ends an object or array.
const noPlace = "end"

// linesOfJSON returns the place of each line that an indented body has. It
// reports false for what is not JSON.
func linesOfJSON(body []byte) (places []string, ok bool) {
	d := jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowDuplicateNames(true))
	empty := false // the last token has begun an object or array
	for {
		token, err := d.ReadToken()
		if err != nil {
			return places, len(places) > 0 && d.StackDepth() == 0
		}
		kind, n := d.StackIndex(d.StackDepth())
		switch token.Kind() {
		case '}', ']':
			if !empty {
				places = append(places, noPlace)
			}
			empty = false
			continue
		case '{', '[':
			outer, index := d.StackIndex(d.StackDepth() - 1)
			if outer != '{' || index%2 == 1 { // no name has begun the line
				places = append(places, string(d.StackPointer()))
			}
			empty = true
			continue
		}
		if kind != '{' || n%2 == 1 { // an item, or a name, which its value follows on the line
			places = append(places, string(d.StackPointer()))
		}
		empty = false
	}
}
