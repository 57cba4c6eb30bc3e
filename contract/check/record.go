package check

import (
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"unicode/utf8"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// A Recorded is one exchange as a line of JSON. Credentials are not in it.
type Recorded struct {
	Nonce          string      `json:"nonce"` // in the ids of its run
	Phase          string      `json:"phase"`
	Operation      string      `json:"operation,omitempty"`
	Note           string      `json:"note"`
	Method         string      `json:"method"`
	Target         string      `json:"target"` // as the document has it
	RequestHeader  http.Header `json:"requestHeader,omitempty"`
	RequestBody    string      `json:"requestBody,omitempty"`
	RequestBytes   []byte      `json:"requestBytes,omitempty"` // a body that is no text, in base64
	Status         int         `json:"status"`                 // 0 when there was no answer
	ResponseHeader http.Header `json:"responseHeader,omitempty"`
	ResponseBody   string      `json:"responseBody,omitempty"`
	ResponseBytes  []byte      `json:"responseBytes,omitempty"`
	Violations     []Violated  `json:"violations,omitempty"`

	ID       int           `json:"id,omitempty"`       // of the answer
	Parts    []report.Part `json:"parts,omitempty"`    // of the target, if other answers told some of it
	Scenario string        `json:"scenario,omitempty"` // the operation that creates what the requests of phase state follow
	Steps    []Recorded    `json:"steps,omitempty"`    // that show a violation together; the line itself is then the last of them

	// What was known of the right answer.
	Plain   bool       `json:"plain,omitempty"`
	Keep    []Security `json:"keep,omitempty"`
	Leave   string     `json:"leave,omitempty"`
	Garbage bool       `json:"garbage,omitempty"`
	Want    int        `json:"want,omitempty"`
	Rule    string     `json:"rule,omitempty"`
	Either  bool       `json:"either,omitempty"`
	Excuse  []int      `json:"excuse,omitempty"`
	Refused bool       `json:"refused,omitempty"` // the smallest valid request of the operation was refused
}

// A Violated is a violation in a [Recorded].
type Violated struct {
	Rule    string `json:"rule"`
	Target  string `json:"target"`
	Message string `json:"message"`
	Line    int    `json:"line,omitempty"`
}

// A recorder writes exchanges. Its first error ends it and is kept.
type recorder struct {
	mu    sync.Mutex
	enc   *json.Encoder // nil: nothing is written
	nonce string
	err   error
}

func newRecorder(w io.Writer, nonce string) *recorder {
	r := &recorder{nonce: nonce}
	if w != nil {
		r.enc = json.NewEncoder(w)
		r.enc.SetEscapeHTML(false)
	}
	return r
}

// write writes an exchange with what its target is made of, what was found, and
// the steps that show that together.
func (r *recorder) write(p *testCase, x *result, parts []report.Part, found []contract.Violation, steps []report.Step) {
	if r.enc == nil {
		return
	}
	line := r.line(p, x.Exchange, found)
	line.ID, line.Parts = x.id, parts
	for _, s := range steps {
		step := r.line(&testCase{phase: p.phase, header: s.Exchange.RequestHeader}, &s.Exchange, nil)
		step.ID, step.Parts = s.ID, s.Target
		line.Steps = append(line.Steps, step)
	}
	r.encode(line)
}

func (r *recorder) line(p *testCase, x *contract.Exchange, found []contract.Violation) Recorded {
	var op *contract.Operation
	if p.operation != nil {
		op = p.operation.op
	}
	shown := report.Redact(op, x)
	line := Recorded{
		Nonce: r.nonce, Phase: p.phase, Operation: p.id(), Note: p.note,
		Method: x.Method, Target: x.Target, RequestHeader: p.header, Status: x.Status, ResponseHeader: shown.ResponseHeader,
		Scenario: p.scenario, Plain: p.plain, Keep: p.keep, Leave: p.leave, Garbage: p.garbage, Want: p.want, Rule: p.rule, Either: p.either, Excuse: p.excuse,
	}
	line.Refused = p.operation != nil && (p.operation.refused || p.note == smallest && has(found, "refused"))
	line.RequestBody, line.RequestBytes = split(x.RequestBody)
	line.ResponseBody, line.ResponseBytes = split(shown.ResponseBody)
	for _, v := range found {
		line.Violations = append(line.Violations, Violated{v.Rule, v.Target, v.Message, v.Line})
	}
	return line
}

// A Summary is the last line of a record.
type Summary struct {
	Verdict    Verdict  `json:"verdict"`
	Requests   int      `json:"requests"`
	Findings   int      `json:"findings"`             // kinds of them, warnings included
	NotCovered []string `json:"notCovered,omitempty"` // what was not validated or not tried
}

// summarize writes what the run came to.
func (r *recorder) summarize(of *Report) {
	if r.enc == nil {
		return
	}
	s := Summary{Verdict: of.Verdict(), Requests: of.Requests, Findings: len(of.Findings)}
	for _, n := range of.NotCovered {
		s.NotCovered = append(s.NotCovered, n.String())
	}
	r.encode(struct {
		Summary Summary `json:"summary"`
	}{s})
}

func (r *recorder) encode(line any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = r.enc.Encode(line)
	}
}

// split keeps a body as text if JSON can.
func split(body []byte) (string, []byte) {
	if utf8.Valid(body) {
		return string(body), nil
	}
	return "", body
}
