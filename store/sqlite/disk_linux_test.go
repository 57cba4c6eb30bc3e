package sqlite_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// sector is what a disk writes as a whole, in bytes.
const sector = 512

// An event is what a process did to a file.
type event struct {
	kind   string // write, truncate, begin-sync, sync
	name   string
	data   []byte // of a write
	offset int64  // of a write, or the size after a truncate
}

var (
	callPattern    = regexp.MustCompile(`^(\d+)\s+(\w+)\(\d+<([^>]*)>(?:, )?`)
	resumedPattern = regexp.MustCompile(`^(\d+)\s+<\.\.\. (?:fsync|fdatasync) resumed>`)
	writePattern   = regexp.MustCompile(`^, \d+(?:, (\d+))?`)
)

// parseTrace turns the output of strace into events. A write counts from its
// beginning and a sync, for what was written before it began, from its end. It
// fails the test on a call on the store at path that the replay does not know.
func parseTrace(t *testing.T, text, path string) []event {
	t.Helper()
	var quoted strings.Builder
	for _, c := range []byte(path) {
		fmt.Fprintf(&quoted, `\x%02x`, c)
	}
	var events []event
	syncing := make(map[string]string) // name by process
	for line := range strings.SplitSeq(text, "\n") {
		if m := resumedPattern.FindStringSubmatch(line); m != nil {
			events = append(events, event{kind: "sync", name: syncing[m[1]]})
			continue
		}
		m := callPattern.FindStringSubmatch(line)
		if m == nil {
			if strings.Contains(line, quoted.String()) && (strings.Contains(line, "rename") || strings.Contains(line, "pwritev(")) {
				t.Fatalf("the trace has a call that the replay does not know: %.200s", line)
			}
			continue
		}
		rest := line[len(m[0]):]
		e := event{name: unhex(t, m[3])}
		switch m[2] {
		case "write", "pwrite64":
			// The data is long, and a pattern is slow.
			data, after, _ := strings.Cut(strings.TrimPrefix(rest, `"`), `"`)
			w := writePattern.FindStringSubmatch(after)
			if w == nil {
				t.Fatalf("the trace has a write that was cut: %.200s", line)
			}
			e.kind, e.data = "write", []byte(unhex(t, data))
			e.offset, _ = strconv.ParseInt(w[1], 10, 64)
		case "ftruncate":
			e.kind = "truncate"
			if _, err := fmt.Sscan(strings.TrimRight(strings.Fields(rest)[0], ")"), &e.offset); err != nil {
				t.Fatalf("the trace has an odd ftruncate: %.200s", line)
			}
		case "fsync", "fdatasync":
			e.kind = "begin-sync"
			events = append(events, e)
			syncing[m[1]] = e.name
			if strings.Contains(line, "<unfinished") {
				continue
			}
			e.kind = "sync"
		case "writev", "pwritev":
			if strings.HasPrefix(e.name, path) {
				t.Fatalf("the trace has a call that the replay does not know: %.200s", line)
			}
			continue
		default:
			continue
		}
		events = append(events, e)
	}
	return events
}

// unhex undoes the quoting of strace, which is \x and two digits for each byte.
func unhex(t *testing.T, s string) string {
	t.Helper()
	if !strings.Contains(s, `\x`) {
		return s
	}
	u, err := strconv.Unquote(`"` + s + `"`)
	if err != nil {
		t.Fatalf("the trace has an odd string: %v", err)
	}
	return u
}

// A disk knows what is safe of some files and what is still on its way.
type disk struct {
	safe    map[string][]byte
	pending map[string][]event
	begun   map[string]int // pending events when the latest sync began
}

func newDisk(base map[string][]byte) *disk {
	return &disk{safe: base, pending: make(map[string][]event), begun: make(map[string]int)}
}

// apply lets e happen. Events of other files than those of the base are of no
// consequence.
func (d *disk) apply(e event) {
	if _, ok := d.safe[e.name]; !ok {
		return
	}
	switch e.kind {
	case "write", "truncate":
		d.pending[e.name] = append(d.pending[e.name], e)
	case "begin-sync":
		d.begun[e.name] = len(d.pending[e.name])
	case "sync":
		n := d.begun[e.name]
		for _, p := range d.pending[e.name][:n] {
			d.safe[e.name] = p.on(d.safe[e.name], 1, nil)
		}
		d.pending[e.name] = d.pending[e.name][n:]
		d.begun[e.name] = 0
	}
}

// image returns what a power cut leaves of a file when a share of the sectors
// on their way arrives.
func (d *disk) image(name string, share float64, random *rand.Rand) []byte {
	content := bytes.Clone(d.safe[name])
	for _, p := range d.pending[name] {
		content = p.on(content, share, random)
	}
	return content
}

// on returns content after a share of the event.
func (e event) on(content []byte, share float64, random *rand.Rand) []byte {
	arrives := func() bool { return share == 1 || share > 0 && random.Float64() < share }
	if e.kind == "truncate" {
		if arrives() {
			content = append(content, make([]byte, max(0, int(e.offset)-len(content)))...)[:e.offset]
		}
		return content
	}
	for start := e.offset; start < e.offset+int64(len(e.data)); {
		end := min((start/sector+1)*sector, e.offset+int64(len(e.data)))
		if arrives() {
			if grow := int(end) - len(content); grow > 0 {
				content = append(content, make([]byte, grow)...)
			}
			copy(content[start:end], e.data[start-e.offset:end-e.offset])
		}
		start = end
	}
	return content
}
