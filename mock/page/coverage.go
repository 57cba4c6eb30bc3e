package page

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// A coverageView says what of the document the traffic has met.
type coverageView struct {
	Test       string
	Tests      []string
	Statuses   []string // the columns
	Operations []coveredOperation
	Properties []coveredProperty
	Missing    []string // what was never met
}

// A coveredOperation is a row of the picture.
type coveredOperation struct {
	ID    string
	Cells []cell
}

// A cell is how often something was met.
type cell struct {
	Name       string
	Documented bool
	Count      int
}

// Class is that of the style sheet.
func (c cell) Class() string {
	switch {
	case !c.Documented && c.Count > 0:
		return "stray"
	case !c.Documented:
		return "none"
	case c.Count == 0:
		return ""
	case c.Count < 10:
		return "few"
	case c.Count < 100:
		return "some"
	}
	return "many"
}

// A coveredProperty is a property of a body that clients send.
type coveredProperty struct {
	Operation, Name string
	Count           int
	Members         []cell // of its enumeration
}

// coverage shows what of the document the traffic has met.
func (p *pages) coverage(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	entries, tests, err := v.entries()
	body := coverageView{Test: r.FormValue("test"), Tests: tests}
	if body.Test != "" {
		entries = slices.DeleteFunc(entries, func(e *journal.Entry) bool { return e.Test != body.Test })
	}
	body.count(p.mock.Contract(), entries)
	v.show("coverage", "Coverage", body, err)
}

// count fills the view.
func (c *coverageView) count(api *contract.Contract, entries []*journal.Entry) {
	statuses := make(map[string]map[string]int) // by operation
	columns := make(map[string]bool)
	for _, e := range entries {
		if e.Operation == "" || e.Status == 0 {
			continue
		}
		if statuses[e.Operation] == nil {
			statuses[e.Operation] = make(map[string]int)
		}
		status := strconv.Itoa(e.Status)
		statuses[e.Operation][status]++
		columns[status] = true
	}
	for _, o := range api.Operations() {
		for _, status := range o.Statuses() {
			columns[status] = true
		}
	}
	for status := range columns {
		c.Statuses = append(c.Statuses, status)
	}
	slices.Sort(c.Statuses)
	for _, o := range api.Operations() {
		row, missing := coveredOperation{ID: o.ID}, []string(nil)
		documented := o.Statuses()
		for _, status := range c.Statuses {
			met := cell{status, slices.Contains(documented, status), statuses[o.ID][status]}
			if met.Documented && met.Count == 0 {
				missing = append(missing, status)
			}
			row.Cells = append(row.Cells, met)
		}
		c.Operations = append(c.Operations, row)
		c.miss(o.ID+" was never answered with ", missing)
		c.properties(o, entries)
	}
}

// properties counts what the bodies of an operation had.
func (c *coverageView) properties(o *contract.Operation, entries []*journal.Entry) {
	body := o.Source().RequestBody
	if body == nil || body.Value == nil || body.Value.Content.Get("application/json") == nil {
		return
	}
	schema := body.Value.Content.Get("application/json").Schema.Value
	sent := make(map[string]map[string]int)
	for _, e := range entries {
		var object map[string]any
		if e.Operation != o.ID || json.Unmarshal(e.RequestBody, &object) != nil {
			continue
		}
		for name, value := range object {
			if sent[name] == nil {
				sent[name] = make(map[string]int)
			}
			text, _ := value.(string)
			sent[name][""]++
			sent[name]["="+text]++
		}
	}
	var names []string
	for name := range schema.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	var missing []string
	for _, name := range names {
		p := coveredProperty{Operation: o.ID, Name: name, Count: sent[name][""]}
		if p.Count == 0 {
			missing = append(missing, name)
		}
		var members []string
		for _, member := range schema.Properties[name].Value.Enum {
			text, ok := member.(string)
			if !ok {
				continue
			}
			met := cell{text, true, sent[name]["="+text]}
			if met.Count == 0 && p.Count > 0 {
				members = append(members, text)
			}
			p.Members = append(p.Members, met)
		}
		c.Properties = append(c.Properties, p)
		c.miss(o.ID+" was never sent with the "+name+" ", members)
	}
	c.miss(o.ID+" was never sent with the property ", missing)
}

// miss adds a sentence about what was never met, unless that is nothing.
func (c *coverageView) miss(what string, missing []string) {
	if len(missing) > 0 {
		c.Missing = append(c.Missing, what+strings.Join(missing, ", ")+".")
	}
}
