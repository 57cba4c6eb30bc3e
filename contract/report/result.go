package report

import (
	"time"

	"profilestatus.example/contract"
)

// A Verdict is the result of a run for a server or a client.
type Verdict string

// The verdicts.
const (
	Holds   Verdict = "holds"     // everything was validated, and no error was found
	Broken  Verdict = "broken"    // at least one error was found
	Unknown Verdict = "not known" // no error was found, but not everything was validated or tried
)

// A Result is the result of a command, from which all reports are written.
type Result struct {
	Command  string // check or proxy
	Version  string // of the program
	Verdict  Verdict
	Base     string // of the server, a URL
	Origin   string // what stands before the target of a request, see [Curl]
	Document string // the OpenAPI file, as it was named
	Source   []byte // its text, nil if it is not to be shown

	Requests int
	Seed     uint64 // of the requests, 0 for none
	Duration time.Duration

	Findings   []Finding
	Cases      []Case
	Coverage   []Coverage
	Faults     []contract.Warning // of the document
	NotSeen    []Note             // what did not occur
	NotCovered []Note             // what was not validated or not tried

	Baseline string  // the file of known findings, "" for none
	Gone     []Known // entries of it that did not occur again
}

// Causes returns the causes of the findings that are not known, see [Causes].
func (r *Result) Causes() []Cause {
	var all []Finding
	for _, f := range r.Findings {
		if !f.Known {
			all = append(all, f)
		}
	}
	return Causes(all)
}

// counts returns how many causes are errors and how many are warnings, and how
// many findings are known.
func (r *Result) counts() (broken, warnings, known int) {
	for _, c := range r.Causes() {
		if c.Level == Error {
			broken++
		} else {
			warnings++
		}
	}
	for _, f := range r.Findings {
		if f.Known {
			known++
		}
	}
	return broken, warnings, known
}

// A Coverage describes what was covered of one operation.
type Coverage struct {
	Operation  string              // its id, or method and path; "" for requests without an operation
	Documented []string            // statuses of the document, such as 200, 4XX and DEFAULT
	Statuses   map[int]int         // the number of responses by status
	Keywords   map[string]Verdicts // of requests, by the keyword that they tested
}

// Verdicts are the numbers of requests that a server accepted and refused.
type Verdicts struct{ Accepted, Refused int }
