package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"profilestatus.example/contract/journal"
	"profilestatus.example/test/internal/folder"
	"profilestatus.example/test/internal/service"
)

// plain is the document that any tool should do well with.
const plain = "plain.yaml"

// explain says whose fault a failure is. A tool's own is looked for in a document
// of a few lines: the one that its row names, else the plain one.
func (s *survey) explain(ctx context.Context, r *row, result *result) error {
	f := r.Fault
	if f != nil && f.By != byTool {
		if result.Failed == f.Level {
			result.Fault = verdict{By: f.By, Why: f.Why}
		} else {
			result.Fault.Gone = true
		}
		return nil
	}
	if f == nil && (result.Failed == "" || levelOf(result.Failed) > levelOf("compiled")) {
		return nil
	}
	if f == nil {
		f = &fault{Level: result.Failed, By: "tool or machine", Why: "the same with a plain document", Document: plain}
		if f.Level == "parses" {
			f.By = "tool or parser" // a compiler would tell
		}
	}
	seen, err := s.isThere(ctx, r, f)
	if err != nil || ctx.Err() != nil {
		return err
	}
	switch {
	case !seen && r.Fault != nil:
		result.Fault.Gone = true
	case seen && result.Failed == f.Level:
		result.Fault = verdict{By: f.By, Why: f.Why, Document: f.Document}
	}
	return nil
}

// isThere looks for a fault of a tool in the document that shows it.
func (s *survey) isThere(ctx context.Context, r *row, f *fault) (bool, error) {
	env, err := s.environment(ctx, r)
	if err != nil {
		return false, nil // there is no tool to look at
	}
	dir := folder.Dir{Path: s.faultFolder(r), Env: append(env, "DOCUMENT="+filepath.Join(s.root, source, "faults", f.Document))}
	if _, done := os.Stat(doneFile(dir.Path)); done != nil || f.Document != plain {
		err = s.generate(ctx, r, dir)
	}
	switch {
	case f.Level == "generated" && f.Shows == "":
		return err != nil, nil
	case err != nil:
		return false, nil
	case f.Shows != "":
		return s.line(ctx, dir, f.Shows) == nil, nil
	case f.Level == "parses":
		found, err := s.parse(ctx, []string{dir.Path})
		return len(found[dir.Path].Errors) > 0, err
	}
	return s.line(ctx, dir, r.Compile) != nil, nil
}

// play lets a scenario run against a service of its own, and takes the levels from
// what the service saw.
func (s *survey) play(ctx context.Context, r *row, dir folder.Dir, result *result) error {
	ours, err := service.Start("")
	if err != nil {
		return err
	}
	defer ours.Close()
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	dir.Env = append(dir.Env, ours.Environment()...)
	output, ran := dir.Run(ctx, r.Run)
	err = ran
	if err == nil {
		err = fmt.Errorf("run: it ended well, but the service saw %d requests, and not this; it said %s", len(ours.Journal.Entries("")), firstLine(output))
	}
	saw := witness(ours.Journal.Entries(""))
	saw["conflict"] = saw["conflict"] && strings.Contains(output, "ok - conflict\n")
	for _, level := range levels[levelOf("created") : levelOf(cmp.Or(r.Until, "paged"))+1] {
		switch {
		case saw[level.name]:
			result.reach(level.name)
		case result.Failed == "":
			result.Failed = level.name
		}
	}
	if result.Failed == "" {
		return ran // something beyond the levels
	}
	return err
}

// witness returns the levels that exchanges prove.
func witness(seen []*journal.Entry) map[string]bool {
	saw := map[string]bool{}
	for _, e := range seen {
		switch {
		case len(e.Violations) > 0:
		case e.Operation == "createProfileStatus" && e.Status == 201:
			saw["created"] = true
		case e.Operation == "createProfileStatus" && e.Status == 409:
			saw["conflict"] = true
		case e.Operation == "listProfileStatusHistory" && e.Status == 200 && strings.Contains(e.Target, "skiptoken="):
			saw["paged"] = true
		}
	}
	return saw
}
