package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"go.yaml.in/yaml/v4"

	"profilestatus.example/test/internal/folder"
	"profilestatus.example/test/internal/progress"
)

// A survey tries tools.
type survey struct {
	root     string
	limit    time.Duration // of a command
	progress *progress.Progress
	results  *results

	env      []string
	document []byte
	python   string // with the parsers
	syntax   map[string]syntax
}

func (s *survey) file(name string) string   { return filepath.Join(s.root, target, name) }
func (s *survey) folder(r *row) string      { return s.file(filepath.Join("ours", r.Name)) }
func (s *survey) faultFolder(r *row) string { return s.file(filepath.Join("fault", r.Name)) }

// kept are the files of the survey that a command names.
var kept = regexp.MustCompile(`\$SURVEY"?/([a-z0-9./-]+)`)

// key returns what a result depends on.
func (s *survey) key(r *row) string {
	text, _ := json.Marshal(r) // of strings: cannot fail
	if r.Fault != nil {
		text = append(text, s.own("faults/"+r.Fault.Document)...)
	}
	for _, found := range kept.FindAllStringSubmatch(r.Compile+r.Run, -1) {
		text = append(text, s.own(found[1])...)
	}
	sum := sha256.Sum256(slices.Concat(s.document, text))
	return hex.EncodeToString(sum[:6])
}

// version returns that of the document.
func (s *survey) version() string {
	var document struct{ Info struct{ Version string } }
	if err := yaml.Unmarshal(s.document, &document); err != nil {
		return "unknown"
	}
	return document.Info.Version
}

// own returns a file of the survey, or nothing.
func (s *survey) own(name string) []byte {
	text, _ := os.ReadFile(filepath.Join(s.root, source, name))
	return text
}

// tryAll tries the tools one after another and keeps each result at once, so
// that the next run goes on where this one was stopped.
func (s *survey) tryAll(ctx context.Context, rows []*row) error {
	ofGenerator := slices.DeleteFunc(slices.Clone(rows), func(r *row) bool { return r.Target == "" })
	if err := s.batch(ctx, ofGenerator); err != nil {
		return err
	}
	var dirs []string
	for _, r := range ofGenerator {
		dirs = append(dirs, s.folder(r))
	}
	var err error
	s.progress.Enter("syntax", "parse what was generated")
	if s.syntax, err = s.parse(ctx, dirs); err != nil {
		return err
	}
	s.progress.Leave("syntax", "done")
	if err := s.batchPlain(ctx, ofGenerator); err != nil {
		return err
	}
	for _, r := range rows {
		result, err := s.try(ctx, r)
		if err != nil {
			return err
		}
		s.progress.Leave(r.Name, result.summary())
		if err := s.results.keep(result); err != nil {
			return err
		}
	}
	return nil
}

// try tries one tool. Its error is one of the survey, not of the tool.
func (s *survey) try(ctx context.Context, r *row) (*result, error) {
	result := &result{Tool: r.Name, Target: r.Target, Version: r.Version, Spec: s.version(), Key: s.key(r), Date: time.Now().UTC().Format(time.DateOnly)}
	failure := s.climb(ctx, r, result)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if failure != nil {
		result.Said = firstLine(failure.Error())
	}
	return result, s.explain(ctx, r, result)
}

// climb tries one level after another and returns why the first failed that did.
func (s *survey) climb(ctx context.Context, r *row, result *result) error {
	env, err := s.environment(ctx, r)
	if err != nil {
		result.Missing = "it could not be installed: " + firstLine(err.Error())
		return nil
	}
	dir := folder.Dir{Path: s.folder(r), Env: append(env, "DOCUMENT="+s.file("openapi.yaml"))}
	if r.Target != "" {
		if !s.isGenerated(r) {
			return result.fail("generated", errors.New("it did not end"))
		}
	} else if err := s.generate(ctx, r, dir); err != nil {
		return result.fail("generated", err)
	}
	result.reach("generated")
	if result.Missing = folder.Missing(r.Needs); result.Missing != "" {
		return nil
	}
	if err := s.parsed(ctx, r, dir, result); err != nil {
		return err
	}
	if r.Compile != "" {
		s.progress.Enter(r.Name, "compile")
		if err := s.line(ctx, dir, r.Compile); err != nil {
			return result.fail("compiled", err)
		}
		result.reach("compiled")
	}
	if r.Run == "" {
		return nil
	}
	s.progress.Enter(r.Name, "run")
	return s.play(ctx, r, dir, result)
}

// parsed looks at the syntax of what was generated: by a command, by a grammar, or not
// at all if a compiler follows that knows better.
func (s *survey) parsed(ctx context.Context, r *row, dir folder.Dir, result *result) error {
	found := s.syntax[dir.Path]
	switch {
	case r.Parse != "":
		if err := s.line(ctx, dir, r.Parse); err != nil {
			return result.fail("parses", err)
		}
	case found.Files == 0, len(found.Errors) > 0 && r.Compile != "":
		return nil
	case len(found.Errors) > 0:
		return result.fail("parses", fmt.Errorf("%d of %d files, the first at %s", len(found.Errors), found.Files, found.Errors[0]))
	}
	result.reach("parses")
	return nil
}

// generate makes the folder of a tool anew and lets the tool work there.
func (s *survey) generate(ctx context.Context, r *row, dir folder.Dir) error {
	s.progress.Enter(r.Name, "generate")
	if err := errors.Join(os.RemoveAll(dir.Path), os.RemoveAll(doneFile(dir.Path))); err != nil {
		return err
	}
	if err := os.MkdirAll(dir.Path, 0o755); err != nil {
		return err
	}
	if r.Target != "" {
		return s.line(ctx, dir, java+`generate -i "$DOCUMENT" -o . -g `+r.Target)
	}
	return s.line(ctx, dir, r.Generate)
}

// line runs a line within the limit.
func (s *survey) line(ctx context.Context, dir folder.Dir, line string) error {
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	_, err := dir.Run(ctx, line)
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("%s: not done in %v", line, s.limit)
	}
	return err
}

// environment installs what a tool needs and returns that of its commands.
func (s *survey) environment(ctx context.Context, r *row) ([]string, error) {
	if len(r.Install) == 0 {
		return s.env, nil
	}
	cached, err := s.install(ctx, r, "")
	return append(slices.Clone(s.env), "CACHE="+cached), err
}

// install returns the folder of the cache with what a tool needs, which it shares
// with the tools that have the same lines.
func (s *survey) install(ctx context.Context, r *row, pins string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cached, err := folder.Open(ctx, filepath.Join(cache, "profilestatus", target), "tools", append([]string{pins}, r.Install...))
	if err != nil {
		return "", err
	}
	defer cached.Lock.Unlock()
	if cached.Ready() {
		return cached.Path, nil
	}
	s.progress.Enter(r.Name, "install")
	if missing, err := (folder.Dir{Path: cached.Path, Env: os.Environ()}).Prepare(ctx, r.Install); err != nil {
		return "", err
	} else if missing != "" {
		return "", errors.New(missing)
	}
	return cached.Path, cached.Done()
}

// ignoreExit returns nil for a command that ended with an error of its own.
func ignoreExit(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil
	}
	return err
}
