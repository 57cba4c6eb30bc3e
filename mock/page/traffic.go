package page

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"profilestatus.example"
	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/report"
	"profilestatus.example/mock/control"
)

// maxRows is how many exchanges a page shows; the script keeps as many.
const maxRows = 200

// A filter says which exchanges are shown.
type filter struct {
	Test, Operation, Verdict, Status string
}

// filterOf reads a filter from the query.
func filterOf(r *http.Request) filter {
	q := r.URL.Query()
	return filter{q.Get("test"), q.Get("operation"), q.Get("verdict"), q.Get("status")}
}

// matches reports whether an exchange is to be shown.
func (f filter) matches(e *journal.Entry) bool {
	status := strconv.Itoa(e.Status)
	return (f.Test == "" || f.Test == e.Test) &&
		(f.Operation == "" || f.Operation == e.Operation) &&
		(f.Verdict == "" || f.Verdict == verdict(e)) &&
		(f.Status == "" || strings.HasPrefix(status, strings.TrimRight(f.Status, "xX")))
}

// verdict names who broke the contract.
func verdict(e *journal.Entry) string {
	sides := map[string]bool{}
	for _, v := range e.Violations {
		sides[string(v.Side)] = true
	}
	switch {
	case sides["request"]:
		return "request"
	case sides["response"]:
		return "response"
	case e.RequestCut || e.ResponseCut:
		return "open"
	}
	return "kept"
}

// A row is an exchange in the list.
type row struct {
	*journal.Entry
	Link, Verdict string
}

// Said names the verdict in words.
func (r row) Said() string {
	switch r.Verdict {
	case "request":
		return "client broke it"
	case "response":
		return "server broke it"
	case "open":
		return "not all validated"
	}
	return "kept"
}

// Class is that of the style sheet.
func (r row) Class() string {
	switch r.Verdict {
	case "kept":
		return "good"
	case "open":
		return "open"
	}
	return "bad"
}

func (v *visit) row(e *journal.Entry) row {
	return row{e, v.link(Prefix + "traffic/" + strconv.FormatInt(e.Number, 10)), verdict(e)}
}

// A trafficView lists exchanges, the newest first.
type trafficView struct {
	Filter     filter
	Rows       []row
	Tests      []string
	Operations []string
	Stream     string // the address of what follows
	More       bool   // some are not shown
}

// entries returns what was recorded of the tenant, once the control has let the
// visitor in.
func (v *visit) entries() (entries []*journal.Entry, tests []string, err error) {
	tenant, err := v.admitted()
	if err != nil {
		return nil, nil, err
	}
	j := v.mock.Journal(tenant)
	return j.Entries(""), j.Tests(), nil
}

// admitted returns the tenant that the visitor may look at.
func (v *visit) admitted() (string, error) {
	var details struct{ Name string }
	err := v.call(http.MethodGet, "/__mock/tenant", nil, &details)
	return details.Name, err
}

// traffic lists the last exchanges.
func (p *pages) traffic(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	body := trafficView{Filter: filterOf(r), Operations: p.operations()}
	entries, tests, err := v.entries()
	last := int64(0)
	for _, e := range slices.Backward(entries) {
		last = max(last, e.Number)
		if !body.Filter.matches(e) {
			continue
		}
		if body.More = len(body.Rows) == maxRows; body.More {
			break
		}
		body.Rows = append(body.Rows, v.row(e))
	}
	body.Tests = tests
	f := body.Filter
	body.Stream = v.link(Prefix+"traffic/stream", "after", strconv.FormatInt(last, 10), "test", f.Test, "operation", f.Operation, "verdict", f.Verdict, "status", f.Status)
	v.show("traffic", "Traffic", body, err)
}

// operations lists the ids of the operations of the document.
func (p *pages) operations() []string {
	var ids []string
	for _, o := range p.mock.Contract().Operations() {
		ids = append(ids, o.ID)
	}
	return ids
}

// An exchangeView is one exchange with what was broken in it.
type exchangeView struct {
	row
	Violations []violationView
	Messages   []message
	Again      string // the command that sends the request again
}

// A violationView is a violation beside the lines of the document.
type violationView struct {
	Side, Rule, Target, Message, Found, Want string
	Line                                     int
	Excerpt                                  []report.ExcerptLine
}

// exchange shows one exchange.
func (p *pages) exchange(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	number, _ := strconv.ParseInt(r.PathValue("number"), 10, 64)
	entries, _, err := v.entries()
	i := slices.IndexFunc(entries, func(e *journal.Entry) bool { return e.Number == number })
	if err == nil && i < 0 {
		err = &refusal{http.StatusNotFound, control.MainError{Message: fmt.Sprintf("Exchange %d is no longer in the journal, or never was.", number)}}
	}
	if err != nil {
		v.show("exchange", "Exchange", nil, err)
		return
	}
	e := entries[i]
	body := exchangeView{row: v.row(e), Messages: messages(e), Again: report.Curl(v.apiOrigin(), &e.Exchange)}
	for _, found := range e.Violations {
		body.Violations = append(body.Violations, violationView{
			Side: string(found.Side), Rule: found.Rule, Target: found.Target, Message: found.Message, Found: found.Found, Want: found.Want,
			Line: found.Line, Excerpt: report.Excerpt(profilestatus.OpenAPI(), found.Line, found.Column),
		})
	}
	v.show("exchange", fmt.Sprintf("Exchange %d", number), body, nil)
}

// forgetTraffic empties the journal.
func (p *pages) forgetTraffic(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	v.done(Prefix+"traffic", "The journal is empty.", v.call(http.MethodDelete, "/__contract/violations", nil, nil))
}
