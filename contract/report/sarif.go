package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// The part of SARIF 2.1.0 (OASIS, 2020) that is written.
type (
	sarifLog struct {
		Version string     `json:"version"`
		Schema  string     `json:"$schema"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool    sarifTool     `json:"tool"`
		Results []sarifResult `json:"results"`

		Invocations []sarifInvocation `json:"invocations,omitempty"`
	}
	sarifInvocation struct {
		Successful    bool        `json:"executionSuccessful"`
		Notifications []sarifNote `json:"toolExecutionNotifications"`
	}
	sarifNote struct {
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID string `json:"id"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Occurrences  int               `json:"occurrenceCount"`
		Fingerprints map[string]string `json:"partialFingerprints"`
		Properties   map[string]string `json:"properties"`
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

// SARIF writes findings as a log in SARIF 2.1.0. Each result points at the
// place of the document that it breaks, and at the document alone when no
// single place says it. Document is the URI of the OpenAPI file, relative to
// the repository where the log is read. Notes are notifications of the run.
func SARIF(w io.Writer, document string, findings []Finding, notes ...Note) error {
	rules := []sarifRule{}
	results := []sarifResult{}
	for _, f := range findings {
		v := f.Violation
		index := slices.Index(rules, sarifRule{v.Rule})
		if index < 0 {
			index = len(rules)
			rules = append(rules, sarifRule{v.Rule})
		}
		place := sarifPhysical{Artifact: sarifArtifact{document}}
		if v.Line > 0 {
			place.Region = &sarifRegion{v.Line, v.Column}
		}
		level := "error"
		if f.Level != Error {
			level = string(f.Level)
		}
		results = append(results, sarifResult{
			RuleID: v.Rule, RuleIndex: index, Level: level,
			Message:     sarifText{fmt.Sprintf("%s, %s: %s", orNone(f.Operation), v.Side, v)},
			Locations:   []sarifLocation{{place}},
			Occurrences: f.Count,
			Fingerprints: map[string]string{
				"kind/v1": fmt.Sprintf("%s|%s|%s|%s|%s", f.Operation, f.Group, v.Side, v.Rule, general(v.Target)),
			},
			Properties: properties(f),
		})
	}
	run := sarifRun{Tool: sarifTool{sarifDriver{"profilestatus", rules}}, Results: results}
	if len(notes) > 0 {
		run.Invocations = []sarifInvocation{invocation(document, notes)}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{
		Version: "2.1.0",
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Runs:    []sarifRun{run},
	})
}

func properties(f Finding) map[string]string {
	v := f.Violation
	p := map[string]string{"operation": f.Operation, "group": f.Group, "side": string(v.Side), "target": v.Target, "curl": Curl("$BASE", &f.Example)}
	if len(f.Steps) > 1 {
		p["script"] = Script("$BASE", f.Nonce, f.Steps)
	}
	return p
}

func invocation(document string, notes []Note) sarifInvocation {
	run := sarifInvocation{Successful: true}
	for _, n := range notes {
		place := sarifPhysical{Artifact: sarifArtifact{document}}
		if n.Line > 0 {
			place.Region = &sarifRegion{n.Line, n.Column}
		}
		run.Notifications = append(run.Notifications, sarifNote{"note", sarifText{n.String()}, []sarifLocation{{place}}})
	}
	return run
}
