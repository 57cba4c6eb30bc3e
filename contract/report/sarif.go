package report

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// informationURI is where the tool is described.
const informationURI = "https://profilestatus.example/support"

// The part of SARIF 2.1.0 (OASIS, 2020) that is written.
type (
	sarifLog struct {
		Version string     `json:"version"`
		Schema  string     `json:"$schema"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Automation  sarifAutomation   `json:"automationDetails"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
		Properties  map[string]string `json:"properties"`
	}
	sarifAutomation struct {
		ID          string    `json:"id"`
		Description sarifText `json:"description"`
	}
	sarifInvocation struct {
		Successful bool `json:"executionSuccessful"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string    `json:"id"`
		Short sarifText `json:"shortDescription"`
		Help  sarifText `json:"help"`
	}
	sarifResult struct {
		RuleID        string             `json:"ruleId"`
		RuleIndex     int                `json:"ruleIndex"`
		Level         string             `json:"level"`
		Message       sarifText          `json:"message"`
		Locations     []sarifLocation    `json:"locations"`
		Occurrences   int                `json:"occurrenceCount"`
		Fingerprints  map[string]string  `json:"partialFingerprints"`
		BaselineState string             `json:"baselineState,omitempty"`
		Suppressions  []sarifSuppression `json:"suppressions,omitempty"`
		Properties    map[string]string  `json:"properties,omitempty"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
)

// A sarif gathers the results of a log.
type sarif struct {
	uri     string // of the document
	rules   []sarifRule
	results []sarifResult
}

// SARIF writes the findings in SARIF 2.1.0. Each result points at the violated rule in
// the document, or at the whole document if there is no single location. The path of
// the document is relative to the working directory if it is inside, otherwise
// absolute. What was not covered are results of level note. The verdict is a property
// of the run.
func SARIF(w io.Writer, r *Result) error {
	s := sarif{uri: documentURI(r.Document), rules: []sarifRule{}, results: []sarifResult{}}
	for _, f := range r.Findings {
		s.results = append(s.results, s.finding(r, f))
	}
	for _, n := range r.NotCovered {
		s.results = append(s.results, sarifResult{
			RuleID: ruleNotValidated, RuleIndex: s.rule(ruleNotValidated), Level: "note", Message: sarifText{n.String()},
			Locations: s.at(n.Line, n.Column), Occurrences: max(n.Count, 1),
			Fingerprints: map[string]string{"kind/v1": ruleNotValidated + "|" + n.Operation + "|" + n.Text},
		})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{
		Version: "2.1.0",
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Runs: []sarifRun{{
			Tool: sarifTool{sarifDriver{"profilestatus", r.Version, informationURI, s.rules}},
			Automation: sarifAutomation{
				ID:          "profilestatus/" + r.Command + "/" + s.uri + "/",
				Description: sarifText{"profilestatus " + r.Command + " by " + plain(r.Document)},
			},
			Invocations: []sarifInvocation{{true}},
			Results:     s.results,
			Properties:  map[string]string{"verdict": string(r.Verdict)},
		}},
	})
}

func (s *sarif) finding(r *Result, f Finding) sarifResult {
	v := f.Violation
	result := sarifResult{
		RuleID: v.Rule, RuleIndex: s.rule(v.Rule), Level: "error",
		Message:      sarifText{fmt.Sprintf("%s, %s: %s", orNone(f.Operation), v.Side, v)},
		Locations:    s.at(v.Line, v.Column),
		Occurrences:  f.Count,
		Fingerprints: map[string]string{"kind/v1": f.Key()},
		Properties:   properties(f),
	}
	if f.Level != Error {
		result.Level = string(f.Level)
	}
	switch {
	case f.Known:
		result.BaselineState = "unchanged"
		result.Suppressions = []sarifSuppression{{"external", "It is in the baseline " + plain(r.Baseline) + "."}}
	case r.Baseline != "":
		result.BaselineState = "new"
	}
	return result
}

// rule returns the index of a rule, which it adds when it is new.
func (s *sarif) rule(id string) int {
	i := slices.IndexFunc(s.rules, func(r sarifRule) bool { return r.ID == id })
	if i < 0 {
		i = len(s.rules)
		s.rules = append(s.rules, sarifRule{id, sarifText{help(id)}, sarifText{help(id)}})
	}
	return i
}

// at returns a place in the document; without a line the document alone.
func (s *sarif) at(line, column int) []sarifLocation {
	place := sarifPhysical{Artifact: sarifArtifact{s.uri}}
	if line > 0 {
		place.Region = &sarifRegion{line, column}
	}
	return []sarifLocation{{place}}
}

// documentURI turns the name of a file into a URI. A name that is one already
// stays.
func documentURI(name string) string {
	if scheme, _, ok := strings.Cut(name, "://"); ok && (scheme == "http" || scheme == "https") {
		return name
	}
	path := filepath.FromSlash(name)
	if folder, err := os.Getwd(); err == nil && filepath.IsAbs(path) {
		if relative, err := filepath.Rel(folder, path); err == nil && filepath.IsLocal(relative) {
			path = relative
		}
	}
	path = filepath.ToSlash(filepath.Clean(path))
	if !filepath.IsAbs(filepath.FromSlash(path)) {
		return (&url.URL{Path: path}).String()
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/api.yaml
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

func properties(f Finding) map[string]string {
	v := f.Violation
	p := map[string]string{"operation": f.Operation, "group": strings.Join(f.groups(), ", "), "side": string(v.Side), "target": v.Target}
	if f.Example.Method != "" {
		p["curl"] = Curl("$BASE", &f.Example)
	}
	if len(f.Steps) > 1 {
		p["script"] = Script("$BASE", f.Nonce, f.Steps)
	}
	return p
}
