package report

import (
	"strings"
	"testing"
)

func TestPlain(t *testing.T) {
	tests := []struct{ text, want, reason string }{
		{"", "", "nothing is plain"},
		{"a é 你", "a é 你", "letters of any language are seen"},
		{"a\nb", `a\nb`, "it stays on one line"},
		{"a\xffb", `a\xffb`, "a byte that is no text"},
		{"\xff", `\xff`, "the last byte"},
		{"a\u202eb", `a\u202eb`, "it turns the direction"},
		{"a\ufffdb\x00", "a\ufffdb\\x00", "the sign for what is no text can be text itself"},
		{"'\x00'", `'\x00'`, "quotes stay"},
	}
	for _, tt := range tests {
		if got := plain(tt.text); got != tt.want {
			t.Errorf("plain(%q) = %q, want %q\nreason: %s", tt.text, got, tt.want, tt.reason)
		}
		if got := isPlain(tt.text); got != (tt.text == tt.want) {
			t.Errorf("isPlain(%q) = %v\nreason: %s", tt.text, got, tt.reason)
		}
	}
	if got := strings.Join(plainAll([]string{"a", "\n"}), " "); got != `a \n` {
		t.Errorf("plainAll() = %q", got)
	}
}

func TestWindow(t *testing.T) {
	line := func(n int) string { return strings.Repeat("a", n) }
	tests := []struct {
		name, text string
		column     int
		want       string
		reason     string
	}{
		{"short", "abc", 2, "abc", "all of it"},
		{"just fits", line(160), 160, line(160), "all of it"},
		{"begins", "b" + line(160), 1, "b" + line(159) + "…", "the end is left out"},
		{"still begins", "b" + line(160), 41, "b" + line(159) + "…", "a quarter is shown before the column"},
		{"not any more", "b" + line(160), 42, "…" + line(160), "the column moves on"},
		{"middle", line(100) + "b" + line(200), 101, "…" + line(40) + "b" + line(119) + "…", "a quarter before, the rest behind"},
		{"end", line(200) + "b", 201, "…" + line(159) + "b", "nothing is behind it"},
		{"no column", "b" + line(160), 0, "b" + line(159) + "…", "as the first"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := window(tt.text, tt.column); got != tt.want {
				t.Errorf("window() =\n%s, want\n%s\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}

func TestExcerpt(t *testing.T) {
	lines := strings.Split("one\r\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine", "\n")
	show := func(lines []string, line int) string {
		var b strings.Builder
		for _, l := range excerpt(lines, line, 1) {
			b.WriteString(l.Text)
			if l.Marked {
				b.WriteByte('!')
			}
			b.WriteByte(' ')
		}
		return strings.TrimSpace(b.String())
	}
	tests := []struct {
		name   string
		lines  []string
		line   int
		want   string
		reason string
	}{
		{"first", lines, 1, "one! two three four", "there is none before it"},
		{"middle", lines, 5, "two three four five! six seven eight", "three before and behind"},
		{"last", lines, 9, "six seven eight nine!", "there is none behind it"},
		{"none", lines, 0, "", "no place is known"},
		{"beyond", lines, 10, "", "it is a line of another file"},
		{"far beyond", lines, 12, "", "it is a line of another file"},
		{"no text", []string{""}, 1, "", "the text is not known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := show(tt.lines, tt.line); got != tt.want {
				t.Errorf("excerpt() = %q, want %q\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}

func TestShownBody(t *testing.T) {
	wide := `["` + strings.Repeat("x", 4092) + `"]`
	tests := []struct {
		name, body, want string
		cut              int
		reason           string
	}{
		{"JSON", `{"a":1}`, "{\n  \"a\": 1\n}", 0, "it is easier to read so"},
		{"text", "a\n\x00b", "a\n\\x00b", 0, "lines stay"},
		{"just fits", strings.Repeat("x", 4096), strings.Repeat("x", 4096), 0, "all of it"},
		{"cut", strings.Repeat("x", 4098), strings.Repeat("x", 4096), 2, "the rest is counted"},
		{"JSON grows", wide, "[\n  \"" + strings.Repeat("x", 4091), 4, "it is cut as it is shown"},
		{"JSON too long", wide[:4] + wide, (wide[:4] + wide)[:4096], 4, "half a value cannot be indented"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, cut := shownBody([]byte(tt.body))
			if got != tt.want || cut != tt.cut {
				t.Errorf("shownBody() = %.40q… of %d, %d, want %.40q… of %d, %d\nreason: %s", got, len(got), cut, tt.want, len(tt.want), tt.cut, tt.reason)
			}
		})
	}
}

func TestLists(t *testing.T) {
	write := func(width int, words ...string) string {
		var b strings.Builder
		Style{Width: width}.list(&b, "name", words)
		return b.String()
	}
	words := strings.Fields("aaaaa bbbbb ccccc ddddd eeeee")
	const indent = "              "
	tests := []struct{ name, got, want, reason string }{
		{"none", write(0), "    name      none\n", "an empty list is one, too"},
		{"one", write(0, "a"), "    name      a\n", "there is nothing to separate"},
		{"fits", write(48, words...), "    name      aaaaa, bbbbb, ccccc, ddddd, eeeee\n", "47 characters"},
		{"just fits", write(47, words...), "    name      aaaaa, bbbbb, ccccc, ddddd, eeeee\n", "47 characters"},
		{"breaks", write(46, words...), "    name      aaaaa, bbbbb, ccccc, ddddd,\n" + indent + "eeeee\n", "one less"},
		{"narrow", write(39, words...), write(40, words...), "nothing is narrower than 40"},
		{"not so narrow", write(41, words...), "    name      aaaaa, bbbbb, ccccc, ddddd,\n" + indent + "eeeee\n", "41 characters"},
		{"at least", write(40, words...), "    name      aaaaa, bbbbb, ccccc,\n" + indent + "ddddd, eeeee\n", "one less"},
		{"long word", write(40, strings.Repeat("x", 50), "y"), "    name      " + strings.Repeat("x", 50) + ",\n" + indent + "y\n", "a word stays whole, on the first line"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: list() =\n%s, want\n%s\nreason: %s", tt.name, tt.got, tt.want, tt.reason)
		}
	}
	var b strings.Builder
	Style{Width: 1}.sentence(&b, "", "", strings.Repeat("aaaa ", 7)+"bbbbb c")
	if want := strings.Repeat("aaaa ", 7) + "bbbbb\nc\n"; b.String() != want {
		t.Errorf("sentence() = %q, want %q", b.String(), want)
	}
}

func TestWording(t *testing.T) {
	tests := []struct{ name, sent, answer, want, reason string }{
		{"words", "", "No such Table: x1, y", "no such table y", "what has digits is an id"},
		{"sent", `{"title":"t"}`, "title is too long", "is too long", "the word is the request's"},
		{"short", `{"isa":"t"}`, "is a", "is a", "short words are in many"},
		{"four", `{"name":"t"}`, "name is", "is", "four letters are a word"},
		{"order", "", `{"b":"x","a":"y"}`, "a y b x", "the order of properties says nothing"},
		{"many", "", strings.Repeat("a ", 50), strings.TrimSpace(strings.Repeat("a ", 40)), "the beginning says why"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := Finding{}
			f.Example.RequestBody, f.Example.ResponseBody = []byte(tt.sent), []byte(tt.answer)
			if got := wording(f); got != tt.want {
				t.Errorf("wording() = %q, want %q\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}

func TestMatrix(t *testing.T) {
	m := newMatrix([]Coverage{
		{Statuses: map[int]int{404: 3}},
		{Operation: "a", Documented: []string{"200", "4XX", "DEFAULT"}, Statuses: map[int]int{200: 9, 400: 10, 404: 90, 500: 1}, Keywords: map[string]Verdicts{"type": {}, "enum": {}, "format": {}, "allOf": {}}},
		{Operation: "b", Documented: []string{"200", "400"}, Statuses: map[int]int{199: 1, 400: 99, 405: 2}},
		{Operation: "c", Documented: []string{"302"}, Statuses: map[int]int{302: 10, 399: 1}},
	})
	var rows []string
	for _, row := range m.Rows {
		text := row.Operation + ":"
		for i, c := range row.Cells {
			if c.Class != "empty" {
				text += " " + m.Titles[i] + "=" + c.Class
			}
		}
		rows = append(rows, text)
	}
	const want = "no operation: 404=few; a: 200=few 4XX=many DEFAULT=few; b: 199=stray 200=none 400=some 405=stray; c: 302=some 399=stray"
	if got := strings.Join(rows, "; "); got != want {
		t.Errorf("matrix\n%s, want\n%s", got, want)
	}
	if m.Operations != 3 || m.Answered != 2 || m.All != 6 || m.Seen != 5 || m.AnsweredShare() != 66 || m.SeenShare() != 83 || !m.HasKeywords() {
		t.Errorf("%d of %d operations, %d of %d statuses", m.Answered, m.Operations, m.Seen, m.All)
	}
	var keywords []string
	for _, k := range m.Rows[1].Keywords {
		keywords = append(keywords, k.Name)
	}
	if got := strings.Join(keywords, " "); got != "allOf enum format type" {
		t.Errorf("keywords %s, want them in the order of their names", got)
	}
	none := newMatrix([]Coverage{{Statuses: map[int]int{200: 1}}})
	if none.HasKeywords() || none.Answered != 0 || none.AnsweredShare() != 0 || none.SeenShare() != 0 {
		t.Errorf("%+v, want nothing of requests of no operation", none)
	}
}
