package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Known is an entry of a baseline. It does not depend on the order of the document,
// of requests or of phases.
type Known struct {
	Operation string `json:"operation,omitempty"`
	Side      string `json:"side"`
	Rule      string `json:"rule"`
	Target    string `json:"target"`         // all items of an array are one location
	Want      string `json:"want,omitempty"` // for the rule accepted: what was violated
	Message   string `json:"message"`        // for readers; not compared
}

// String returns the entry on one line.
func (n Known) String() string {
	return plain(fmt.Sprintf("%s: %s, %s", n.Rule, orNone(n.Operation), strings.TrimSpace(n.Side+" "+n.Target)))
}

// key returns what tells it from others.
func (n Known) key() Known {
	n.Message = ""
	return n
}

// known returns what of the finding goes into a baseline.
func (f Finding) known() Known {
	v := f.Violation
	n := Known{Operation: f.Operation, Side: string(v.Side), Rule: v.Rule, Target: general(v.Target), Message: plain(v.Message)}
	if v.Rule == "accepted" {
		n.Want = v.Want
	}
	return n
}

// Key returns a string that is the same for the same finding in another run, see
// [Known].
func (f Finding) Key() string {
	n := f.known()
	key := strings.Join([]string{n.Operation, n.Side, n.Rule, n.Target}, "|")
	if n.Want != "" {
		key += "|" + n.Want
	}
	return key
}

// KnownOf returns the entries of a baseline for findings.
func KnownOf(findings []Finding) []Known {
	known := []Known{}
	for _, same := range gather(findings, func(f Finding) any { return f.known().key() }) {
		known = append(known, join(same).known())
	}
	slices.SortStableFunc(known, func(a, b Known) int { return strings.Compare(fmt.Sprintf("%+q", a), fmt.Sprintf("%+q", b)) })
	return known
}

// baseline is the file.
type baseline struct {
	Version  int     `json:"version"`
	Findings []Known `json:"findings"`
}

// WriteBaseline writes findings as a baseline.
func WriteBaseline(w io.Writer, findings []Finding) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(baseline{1, KnownOf(findings)})
}

// ReadBaseline reads a baseline that [WriteBaseline] wrote.
func ReadBaseline(r io.Reader) ([]Known, error) {
	var b baseline
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&b); err != nil || b.Version != 1 {
		return nil, errors.New("this is not a baseline; --update-baseline writes one")
	}
	return b.Findings, nil
}

// Apply marks the findings that are in a baseline as Known, including those of the
// cases, and sets Gone to the entries that did not occur.
func (r *Result) Apply(known []Known) {
	met := make(map[Known]bool)
	for _, n := range known {
		met[n.key()] = false
	}
	mark := func(findings []Finding) {
		for i := range findings {
			k := findings[i].known().key()
			if _, findings[i].Known = met[k]; findings[i].Known {
				met[k] = true
			}
		}
	}
	mark(r.Findings)
	for _, c := range r.Cases {
		mark(c.Findings)
	}
	r.Gone = slices.DeleteFunc(slices.Clone(known), func(n Known) bool { return met[n.key()] })
}
