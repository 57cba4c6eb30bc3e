package journal_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/contract/report"
)

// TestCoverage counts answers by operation, and names what was not validated.
func TestCoverage(t *testing.T) {
	j := open(t)
	if v := j.Verdict(); v != report.Unknown || len(j.NotValidated()) > 0 {
		t.Errorf("%s, %v, want nothing known before anything was seen", v, j.NotValidated())
	}
	j.Record(create())
	if v := j.Verdict(); v != report.Holds {
		t.Errorf("%s after a right exchange, %v", v, j.NotValidated())
	}
	o := create()
	o.RequestCut = true
	j.Record(o)
	stray := create()
	stray.Target, stray.Status = strings.Replace(statusPath, "profileStatus", "nothing", 1), 404
	coverage := j.Coverage()
	i := slices.IndexFunc(coverage, func(c report.Coverage) bool { return c.Operation == "createProfileStatus" })
	if i < 0 || coverage[i].Statuses[201] != 2 || !slices.Contains(coverage[i].Documented, "201") || coverage[0].Operation == "" {
		t.Errorf("%+v, want two answers of a documented status and nothing of no operation", coverage)
	}
	notes := j.NotValidated()
	if len(notes) != 1 || notes[0].Operation != "createProfileStatus" || !strings.HasPrefix(notes[0].Text, "a request body was not validated") || j.Verdict() != report.Unknown {
		t.Errorf("%v, %s, want the request named and nothing known", notes, j.Verdict())
	}
	j.Record(stray)
	if c := j.Coverage()[0]; c.Operation != "" || c.Statuses[404] != 1 || j.Verdict() != report.Broken {
		t.Errorf("%+v, %s, want the answer of no operation first, and the contract broken", c, j.Verdict())
	}
	var b bytes.Buffer
	if err := j.WriteJSON(&b, ""); err != nil {
		t.Fatal(err)
	}
	var d struct {
		Verdict      report.Verdict
		NotValidated []string
	}
	if err := json.Unmarshal(b.Bytes(), &d); err != nil || d.Verdict != report.Broken || len(d.NotValidated) == 0 {
		t.Errorf("%+v, %v, want the verdict and what was not validated", d, err)
	}
	j.Reset()
	if v := j.Verdict(); v != report.Unknown || len(j.NotValidated()) > 0 {
		t.Errorf("%s, %v after a reset", v, j.NotValidated())
	}
}
