package check_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"profilestatus.example/contract/check"
	"profilestatus.example/contract/report"
)

// on is a fault of one operation at one stage.
func on(stage, operation string, change func(*sale)) func(*sale) {
	return func(a *sale) {
		if a.stage == stage && a.operation == operation {
			change(a)
		}
	}
}

// absent answers 404.
func absent(a *sale) { a.status, a.answer = http.StatusNotFound, nil }

// change changes an object that is answered.
func change(f func(map[string]any)) func(*sale) {
	return func(a *sale) {
		if o, ok := a.answer.(map[string]any); ok {
			f(o)
		}
	}
}

// removes lets PUT remove a note.
func removes() func(*sale) {
	var gone sync.Map
	return func(a *sale) {
		switch {
		case a.stage == "answer" && a.operation == "replaceNote" && a.status < 300:
			gone.Store(a.URL.Path, true)
		case a.stage == "answer" && a.operation == "readNote":
			if _, ok := gone.Load(a.URL.Path); ok {
				absent(a)
			}
		}
	}
}

// shopFaults are faults with the finding that each must give.
var shopFaults = []struct {
	name                             string
	fault                            func(*sale)
	operation, rule, target, keyword string
	level                            report.Level
	reason                           string
}{
	{"PUT forgets", on("keep", "replaceOrder", func(a *sale) { a.keep["item"] = "tea" }), "replaceOrder", "readBack", "/item", "", report.Error, "a link of the document leads to what was changed"},
	{"PUT forgets, by convention", on("keep", "replaceNote", func(a *sale) { a.keep["text"] = "old" }), "replaceNote", "readBack", "/text", "", report.Warning, "a number and no Location tell where the note is"},
	{"PUT removes", removes(), "replaceNote", "readBack", "status", "", report.Warning, "what was changed must still be there"},
	{"PATCH forgets", on("keep", "changeNote", func(a *sale) {
		if done, ok := a.sent["done"].(bool); ok {
			a.keep["done"] = !done
		}
	}), "changeNote", "readBack", "/done", "", report.Warning, "a column that is not updated"},
	{"PATCH replaces", on("keep", "changeNote", func(a *sale) {
		if a.sent["text"] == nil {
			a.keep["text"] = "lost"
		}
	}), "changeNote", "readBack", "/text", "", report.Warning, "what a PATCH leaves out stays"},
	{"DELETE forgets", on("keep", "removeOrder", func(a *sale) { a.removes = false }), "readOrder", "deleted", "status", "", report.Error, "a flag that nobody reads"},
	{"DELETE forgets, by convention", on("keep", "removeNote", func(a *sale) { a.removes = false }), "readNote", "deleted", "status", "", report.Warning, "the same without a link"},
	{"PUT that creates forgets", on("answer", "readSetting", change(func(o map[string]any) { o["value"] = "another" })), "readSetting", "readBack", "/value", "", report.Warning, "the client names the object"},
	{"a link to nothing", on("answer", "payOrder", absent), "payOrder", "link", "links/pay", "", report.Error, "the document says where to pay"},
	{"a created object that is not there", on("answer", "readOrder", absent), "readOrder", "link", "links/read", "", report.Error, "the document says where to read it"},
	{"a list with an operation that is gone", on("answer", "searchOrders", func(a *sale) {
		if a.URL.Query().Get("item") != "" {
			absent(a)
		}
	}), "searchOrders", "link", "links/search", "", report.Error, "a link by a query"},
	{"an object of another type", on("answer", "readNote", change(func(o map[string]any) { o["text"] = 7 })), "readNote", "type", "/text", "", report.Error, "found by a single request to an object that has to be created first"},
	{"a page that is too long", on("answer", "searchOrders", func(a *sale) {
		if a.URL.Query().Get("limit") == "1" {
			order := map[string]any{"number": 1, "item": "tea"}
			a.answer = []any{order, order, order}
		}
	}), "searchOrders", "pageSize", "/", "", report.Warning, "outside of phase state, and by a convention"},
	{"one member otherwise", on("answer", "readOrder", change(func(o map[string]any) {
		if o["item"] == "milk" {
			o["item"] = "Milk"
		}
	})), "readOrder", "enum", "/item", "", report.Error, "a GET that spells one member of an enum otherwise"},
}

func isFinding(f report.Finding, operation, rule, target, keyword string, level report.Level) bool {
	return f.Operation == operation && f.Violation.Rule == rule && f.Violation.Target == target && f.Level == level && strings.Contains(f.Violation.Want, keyword)
}

// TestShopFaults breaks the shop. Each fault is found where and as it is said, is
// found again by the line of the record that has it, and shows when its script is
// run.
func TestShopFaults(t *testing.T) {
	for _, tt := range shopFaults {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			is := func(f report.Finding) bool {
				return isFinding(f, tt.operation, tt.rule, tt.target, tt.keyword, tt.level)
			}
			var record bytes.Buffer
			cfg := check.Config{Base: "http://shop.test", Document: shopDocument(t), Seed: 1, Cases: 10, Transport: direct{newShop(t, tt.fault)}, Record: &record}
			seen := func(line string) bool { return linesOf(line, tt.rule, tt.target) != "" }
			r := find(t, cfg, "state", seen, is)
			i := slices.IndexFunc(r.Findings, is)
			if i < 0 {
				t.Fatalf("%s %s at %s was not found, only:\n%s\nreason: %s", tt.operation, tt.rule, tt.target, explain(r), tt.reason)
			}
			cfg.Record, cfg.Transport = nil, direct{newShop(t, tt.fault)}
			again, err := check.Replay(t.Context(), cfg, strings.NewReader(linesOf(record.String(), tt.rule, tt.target)))
			if err != nil || !slices.ContainsFunc(again.Findings, is) {
				t.Errorf("%v, or %s was not found again, only:\n%s\nreason: %s", err, tt.rule, explain(again), tt.reason)
			}
			shows(t, r.Findings[i], newShop(t, tt.fault))
		})
	}
}

// linesOf returns the lines of a record that found a violation.
func linesOf(record, rule, target string) string {
	var found strings.Builder
	for line := range strings.Lines(record) {
		if strings.Contains(line, `"rule":"`+rule+`","target":"`+target+`"`) {
			found.WriteString(line)
		}
	}
	return found.String()
}

// changing is what differs from run to run: ids, times, and what is made of them.
var changing = regexp.MustCompile(`https?://[^/" ]*|skiptoken=[^"& ]*|ck[0-9a-f]{10}-[0-9a-z]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]+|\s`)

// valueAt shows the value at a JSON pointer; of an array how long it is.
func valueAt(body []byte, pointer string) string {
	var value any
	if json.Unmarshal(body, &value) != nil || !strings.HasPrefix(pointer, "/") {
		return ""
	}
	for name := range strings.SplitSeq(pointer[1:], "/") {
		object, ok := value.(map[string]any)
		if !ok {
			break
		}
		value = object[name]
	}
	if array, ok := value.([]any); ok {
		return strings.Repeat("item ", len(array))
	}
	return fmt.Sprint(value)
}

// shown is the value that a finding is about. Of a page that is too long it is that
// alone: by how much depends on who else has written to the profile meanwhile.
func shown(f report.Finding, body []byte) string {
	value, most := valueAt(body, f.Violation.Target), 0
	_, err := fmt.Sscanf(f.Violation.Want, "at most %d", &most)
	if f.Violation.Rule == "pageSize" && err == nil && strings.Count(value, "item ") > most {
		return fmt.Sprintf("more than %d items", most)
	}
	return value
}

// shows runs the script of a finding in a shell, against a new server with the
// same fault, and compares what is sent and answered with what was seen.
func shows(t *testing.T, f report.Finding, h http.Handler) {
	t.Helper()
	for _, tool := range []string{"sh", "curl", "sed", "grep", "od"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the scripts cannot be run: %v", err)
		}
	}
	if len(f.Steps) == 0 {
		f.Steps = []report.Step{{ID: 1, Exchange: f.Example}}
	}
	var mu sync.Mutex
	var got, want []string
	show := func(method, target string, status int, body []byte) string {
		text := method + " " + target + " " + http.StatusText(status)
		if len(got) == len(f.Steps)-1 || len(want) == len(f.Steps)-1 {
			text += " " + shown(f, body)
		}
		return changing.ReplaceAllString(text, "*")
	}
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		mu.Lock()
		// the value is compared in the last answer only
		got = append(got, show(r.Method, r.URL.RequestURI(), rec.Code, rec.Body.Bytes()))
		mu.Unlock()
		for name, values := range rec.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	}))
	defer ts.Close()
	mu.Lock()
	for _, s := range f.Steps {
		want = append(want, show(s.Exchange.Method, s.Exchange.Target, s.Exchange.Status, s.Exchange.ResponseBody))
	}
	mu.Unlock()
	c := exec.CommandContext(t.Context(), "sh", "-c", report.Script(ts.URL, f.Nonce, f.Steps))
	c.Env = append(c.Environ(), "TOKEN=token")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("the script fails: %v\n%s", err, out)
	}
	mu.Lock()
	defer mu.Unlock()
	slices.Sort(got) // some are sent at once
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the script shows\n%s\nwant\n%s\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), report.Script("$BASE", f.Nonce, f.Steps))
	}
}
