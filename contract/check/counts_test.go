package check

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// quiet is a server that is not asked.
var quiet = Config{Transport: replies(func(*http.Request) reply { return reply{status: 204} })}

// TestStillThere: after eight requests without an answer the server is asked
// whether it is there. The time in it is not real.
func TestStillThere(t *testing.T) {
	tests := []struct {
		silent   int
		answered bool   // a request before
		alive    int    // which question is the first that is answered, 0 for none
		asked    int    // questions; one that is not answered is sent twice
		want     string // why the run ends, "" if it goes on
		reason   string
	}{
		{7, true, 0, 0, "", "a server may dislike some requests"},
		{8, true, 1, 1, "", "it answers at once"},
		{8, true, 5, 5, "", "it was busy for a moment"},
		{8, true, 0, 6, "the last request that it answered was GET /v1/a (a: a note, phase media)", "the request that ended it is named"},
		{8, false, 0, 6, "the server is gone: it answered no request", "there is none to be named"},
		{15, true, 1, 1, "", "counted anew after it answered"},
		{16, true, 1, 2, "", "it is asked again"},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			asked := 0
			cfg := Config{Timeout: time.Second, Transport: replies(func(r *http.Request) reply {
				if asked++; tt.alive == 0 || asked < tt.alive {
					return reply{}
				}
				return reply{status: 404}
			})}
			k := started(t, shelf, cfg)
			ctx, stop := context.WithCancelCause(t.Context())
			defer stop(nil)
			k.pulse.stop = stop
			if tt.answered {
				k.answered(k.own(k.named(t, "a"), "media", "a note"))
			}
			for range tt.silent {
				k.unanswered(ctx)
			}
			got := ""
			if e := gone(ctx); e != nil {
				got = e.Error()
			}
			if !strings.HasSuffix(got, tt.want) || tt.want == "" && got != "" || asked != tt.asked {
				t.Errorf("%d without an answer: %q, want %q; asked %d times, want %d\nreason: %s", tt.silent, got, tt.want, asked, tt.asked, tt.reason)
			}
		})
	}
}

// TestLevelOfOne: how much a violation of one exchange counts.
func TestLevelOfOne(t *testing.T) {
	tests := []struct {
		phase, note, rule, asked string
		status                   int
		soft                     bool // a convention
		want                     report.Level
		reason                   string
	}{
		{"examples", "", "type", "", 200, false, report.Error, "the document says so"},
		{"examples", "", "type", "", 200, true, report.Warning, "only a convention says so"},
		{"examples", "", "retryAfter", "", 429, false, report.Warning, "RFC 9110 does not ask for it"},
		{"examples", "", "pageSize", "", 200, false, report.Warning, "that a parameter bounds a page is a guess"},
		{"methods", "", "method", "", 404, false, report.Warning, "what is not there has no methods"},
		{"methods", "", "method", "", 200, false, report.Error, "a method that the document does not have"},
		{"schema", "", "accepted", "type", 200, false, report.Error, "the document forbids it"},
		{"paths", "", "accepted", "type", 200, false, report.Warning, "the document does not list every path"},
		{"bodies", byteOrderMark, "accepted", "syntax", 200, false, report.Warning, "RFC 8259 allows to read it"},
		{"media", twoTypes, "accepted", "mediaType", 200, false, report.Warning, "some take the last one"},
		{"bodies", "", "accepted", "duplicate", 200, false, report.Warning, "names should be unique, and need not be"},
		{"schema", "", "accepted", "parameter", 200, false, report.Warning, "nothing is said of what is given twice"},
		{"bodies", "", "accepted", "depth", 200, false, report.Warning, "no standard bounds it"},
		{"media", "", "accepted", "encoding", 200, false, report.Warning, "many do not look at it"},
	}
	k := started(t, shelf, quiet)
	for _, tt := range tests {
		p := k.own(k.named(t, "add"), tt.phase, tt.note)
		v := contract.Violation{Rule: tt.rule, Target: "/x"}
		r := &result{Exchange: &contract.Exchange{Status: tt.status}}
		if tt.asked != "" {
			r.asked = []contract.Violation{{Rule: tt.asked}}
		}
		if tt.soft {
			r.soft = []contract.Violation{v}
		}
		if got := k.level(p, r, v); got != tt.want {
			t.Errorf("%s %s %s: %v, want %v\nreason: %s", tt.phase, tt.rule, tt.asked, got, tt.want, tt.reason)
		}
	}
}

// TestProgressOf: what is told of how far a run is.
func TestProgressOf(t *testing.T) {
	var got Progress
	cfg := quiet
	cfg.Only, cfg.Progress = []string{"schema", "auth"}, func(p Progress) { got = p }
	k := started(t, shelf, cfg)
	k.requests.Add(3)
	s := k.operations[1]
	tests := []struct {
		phase     string
		operation *operation
		want      Progress
		reason    string
	}{
		{"auth", s, Progress{Phase: "auth", Number: 2, Phases: 2, Operation: 2, Operations: 4, Requests: 3, Wait: time.Second, Status: 429}, "the second phase of those that run"},
		{"schema", nil, Progress{Phase: "schema", Number: 1, Phases: 2, Operations: 4, Requests: 3, Wait: time.Second, Status: 429}, "a request of no operation"},
	}
	for _, tt := range tests {
		if k.progress(&testCase{phase: tt.phase, operation: tt.operation}, time.Second, 429); got != tt.want {
			t.Errorf("%+v, want %+v\nreason: %s", got, tt.want, tt.reason)
		}
	}
}

// TestNotesAreBounded: a run that misses very much says so in so many notes.
func TestNotesAreBounded(t *testing.T) {
	k := started(t, shelf, quiet)
	for i := range maxNotes + 3 {
		k.miss("a: note %d", i)
	}
	k.miss("a: note 0")
	if n := len(k.notes); n != maxNotes+1 || k.notes["and further things"] != 3 || k.notes["a: note 0"] != 2 {
		t.Errorf("%d notes, %d further ones, the first %d times", n, k.notes["and further things"], k.notes["a: note 0"])
	}
	all := k.list(map[string]int{"a: one": 2, "nobody: one": 1})
	if got := fmt.Sprintf("%d %s|%s|%d|%t %s|%s", len(all), all[0].Operation, all[0].Text, all[0].Count, all[0].Line > 0, all[1].Operation, all[1].Text); got != "2 a|one|2|true |nobody: one" {
		t.Errorf("the notes are %s", got)
	}
}

// TestResultOf: a report is passed on whole.
func TestResultOf(t *testing.T) {
	r := &Report{Base: "http://h.test:1/v1", Seed: 7, Duration: time.Second, Requests: 3, Coverage: make([]Coverage, 2), Cases: make([]report.Case, 3),
		NotSeen: make([]report.Note, 4), NotCovered: make([]report.Note, 5), Document: make([]contract.Warning, 6)}
	got := r.Result("a.yaml", []byte("text"))
	if got.Command != "check" || got.Verdict != VerdictUnknown || got.Base != r.Base || got.Origin != "http://h.test:1" || got.Document != "a.yaml" || string(got.Source) != "text" || got.Requests != 3 || got.Seed != 7 || got.Duration != time.Second ||
		len(got.Coverage) != 2 || len(got.Cases) != 3 || len(got.NotSeen) != 4 || len(got.NotCovered) != 5 || len(got.Faults) != 6 {
		t.Errorf("Result() = %+v", got)
	}
}

// TestOnlyDefault: where the document has no other response, default is that of a
// success, too, which to the profile of Graph it is not.
func TestOnlyDefault(t *testing.T) {
	for _, tt := range []struct {
		operation string
		status    int
		want      string
		reason    string
	}{
		{"b", 201, "", "there is no other response"},
		{"both", 201, "status status", "the success is documented"},
		{"both", 200, "", "by this status"},
	} {
		cfg := quiet
		cfg.Options = []contract.Option{contract.Graph()}
		k := started(t, shelf+"  /both: {get: {operationId: both, responses: {'200': {description: d}, default: {description: d}}}}\n", cfg)
		p := k.own(k.named(t, tt.operation), "schema", "a note")
		var got []contract.Violation
		for _, v := range k.evaluate(p, exchanged(p, reply{status: tt.status}), 0).found {
			if v.Rule == "status" {
				got = append(got, v)
			}
		}
		if rules(got) != tt.want {
			t.Errorf("%s, %d: %q, want %q\nreason: %s", tt.operation, tt.status, rules(got), tt.want, tt.reason)
		}
	}
}

// TestCounted: what is kept of a request that was busy, then broken.
func TestCounted(t *testing.T) {
	var waited []time.Duration
	synctest.Test(t, func(t *testing.T) {
		sent := 0
		cfg := Config{Progress: func(p Progress) { waited = append(waited, p.Wait) }, Transport: replies(func(*http.Request) reply {
			if sent++; sent == 1 {
				return reply{429, http.Header{"Retry-After": {"7"}}, ""}
			}
			return reply{200, nil, `{"id":1}`}
		})}
		var record strings.Builder
		cfg.Record = &record
		k := started(t, shelf, cfg)
		begin := time.Now()
		r := k.do(t.Context(), k.own(k.named(t, "a"), "schema", "a note"))
		if took := time.Since(begin); took != 7*time.Second || k.waits.Load() != 1 || r.Status != 200 || fmt.Sprint(waited) != "[0s 7s 0s]" {
			t.Errorf("waited %v, %d times, told %v", took, k.waits.Load(), waited)
		}
		found := k.tally.Findings()
		if len(found) != 2 { // also the 429, which is not documented
			t.Fatalf("%d findings, want 2: %v", len(found), found)
		}
		for _, f := range found {
			if f.Operation != "a" || f.Group != "schema" || f.Example.Target != "/v1/a" || f.Violation.Line == 0 {
				t.Errorf("%+v is not whole", f)
			}
		}
		if !strings.Contains(k.pulse.last, "GET /v1/a") || !strings.Contains(record.String(), `"status":200`) {
			t.Errorf("the last request is %q, the record %q", k.pulse.last, record.String())
		}
	})
}

// TestFirstExample: the first of the examples that fits is the body of a form.
func TestFirstExample(t *testing.T) {
	k := started(t, `  /a:
    post:
      operationId: a
      requestBody: {content: {text/plain: {schema: {type: string, enum: [p, x, y]}, examples: {one: {value: z}, three: {value: y}, two: {value: x}}}}}
      responses: {'200': {description: d}}
  /b:
    post:
      operationId: b
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, required: [id, q], properties: {id: {type: string}, q: {type: string}}}}}}
      responses: {'200': {description: d}}
`, quiet)
	if s := k.named(t, "a"); s.filled != "y" {
		t.Errorf("the body is %v, want y: z is not allowed, and two comes after three", s.filled)
	}
	if s := k.named(t, "b"); fmt.Sprint(s.ids) != "[id]" {
		t.Errorf("%v name what is created, want id", s.ids)
	}
}
