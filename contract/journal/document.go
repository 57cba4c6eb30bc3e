package journal

import (
	"encoding/json"
	"io"
	"net/http"
	"time"
	"unicode/utf8"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// The JSON that a journal is read as. What is empty is left out, except for
// counts and lists.
type (
	journalJSON struct {
		Test         string         `json:"test,omitempty"`    // that was asked for
		Verdict      report.Verdict `json:"verdict,omitempty"` // on all that was recorded; absent for a test
		NotValidated []string       `json:"notValidated,omitempty"`
		Counts       Counts         `json:"counts"`
		Findings     []findingJSON  `json:"findings"`     // one for each kind
		MoreFindings int            `json:"moreFindings"` // violations beyond the most kinds
		Exchanges    []exchangeJSON `json:"exchanges"`    // the last ones, the oldest first
	}
	findingJSON struct {
		Count     int    `json:"count"`
		Operation string `json:"operation,omitempty"`
		violationJSON
		Curl    string       `json:"curl"` // sends the request again to $BASE
		Example messagesJSON `json:"example"`
	}
	violationJSON struct {
		Side    contract.Side `json:"side"` // request or response
		Rule    string        `json:"rule"`
		Target  string        `json:"target"` // JSON pointer, header/NAME, query/NAME …
		Message string        `json:"message"`
		Found   string        `json:"found,omitempty"`
		Want    string        `json:"want,omitempty"`
		Line    int           `json:"line,omitempty"` // of the document
		Column  int           `json:"column,omitempty"`
		Warning bool          `json:"warning,omitempty"` // it breaks a convention only
	}
	exchangeJSON struct {
		Number     int64     `json:"number"`
		Time       time.Time `json:"time"`
		DurationMs float64   `json:"durationMs"`
		Test       string    `json:"test,omitempty"`
		Operation  string    `json:"operation,omitempty"`
		Enforced   bool      `json:"enforced,omitempty"` // the client got an error instead
		Rule       string    `json:"rule,omitempty"`     // of a mock server that had an effect
		Attempt    int       `json:"attempt,omitempty"`  // 2 and more: it was sent before
		messagesJSON
		Violations []violationJSON `json:"violations"`
	}
	messagesJSON struct {
		Request  requestJSON   `json:"request"`
		Response *responseJSON `json:"response,omitempty"` // absent: there was none
	}
	requestJSON struct {
		Method string `json:"method"`
		Target string `json:"target"` // path and query
		messageJSON
	}
	responseJSON struct {
		Status int `json:"status"`
		messageJSON
	}
	messageJSON struct {
		Headers    http.Header `json:"headers,omitempty"`
		Body       string      `json:"body,omitempty"`       // if it is UTF-8
		BodyBase64 []byte      `json:"bodyBase64,omitempty"` // if it is not
		BodyBytes  int64       `json:"bodyBytes,omitempty"`  // of which the body may be the beginning
		NotJudged  bool        `json:"notJudged,omitempty"`  // the body was longer still
	}
)

// WriteJSON writes what was recorded of a test, or for "" everything, as one JSON
// object with counts, findings, and the latest exchanges with their violations.
func (j *Journal) WriteJSON(w io.Writer, test string) error {
	return writeJSON(w, j.document(test))
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func (j *Journal) document(test string) journalJSON {
	d := journalJSON{
		Test:         test,
		Counts:       j.Counts(test),
		Findings:     findingsJSON(j.Findings(test)),
		MoreFindings: j.More(test),
		Exchanges:    []exchangeJSON{},
	}
	if test == "" {
		d.Verdict = j.Verdict()
		for _, n := range j.NotValidated() {
			d.NotValidated = append(d.NotValidated, n.String())
		}
	}
	for _, e := range j.Entries(test) {
		x := exchangeJSON{
			Number:       e.Number,
			Time:         e.Start.UTC(),
			DurationMs:   float64(e.Duration.Microseconds()) / 1000,
			Test:         e.Test,
			Operation:    e.Operation,
			Enforced:     e.Enforced,
			Rule:         e.Rule,
			Attempt:      e.Attempt,
			messagesJSON: newMessages(&e.Exchange),
			Violations:   []violationJSON{},
		}
		x.Request.BodyBytes, x.Request.NotJudged = e.RequestBytes, e.RequestCut
		if x.Response != nil {
			x.Response.BodyBytes, x.Response.NotJudged = e.ResponseBytes, e.ResponseCut
		}
		for _, v := range e.Violations {
			x.Violations = append(x.Violations, violationJSON(v))
		}
		d.Exchanges = append(d.Exchanges, x)
	}
	return d
}

func findingsJSON(findings []report.Finding) []findingJSON {
	all := []findingJSON{}
	for _, f := range findings {
		all = append(all, findingJSON{
			Count:         f.Count,
			Operation:     f.Operation,
			violationJSON: violationJSON(f.Violation),
			Curl:          report.Curl("$BASE", &f.Example),
			Example:       newMessages(&f.Example),
		})
	}
	return all
}

func newMessages(x *contract.Exchange) messagesJSON {
	m := messagesJSON{Request: requestJSON{x.Method, x.Target, newMessage(x.RequestHeader, x.RequestBody)}}
	if x.Status != 0 {
		m.Response = &responseJSON{x.Status, newMessage(x.ResponseHeader, x.ResponseBody)}
	}
	return m
}

func newMessage(h http.Header, body []byte) messageJSON {
	m := messageJSON{Headers: h, BodyBytes: int64(len(body))}
	if isText(body) {
		m.Body = string(body)
	} else {
		m.BodyBase64 = body
	}
	return m
}

// isText reports whether a body is UTF-8, but for a character at its end that
// was cut through.
func isText(body []byte) bool {
	for i := len(body) - 1; i >= 0; i-- {
		if utf8.RuneStart(body[i]) {
			if !utf8.FullRune(body[i:]) {
				body = body[:i]
			}
			break
		}
	}
	return utf8.Valid(body)
}
