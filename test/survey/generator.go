package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"profilestatus.example/test/internal/folder"
	"profilestatus.example/test/internal/service"
)

// openAPIGenerator is the version of openapi-generator whose targets are tried.
const openAPIGenerator = "7.26.0"

// java starts the generator, which $JAR names. Its own speed does not matter.
const java = `java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "$JAR" `

// open installs the generator and the parsers, and fetches the document from a
// service.
func (s *survey) open(ctx context.Context) error {
	const pins = "requirements.txt"
	text, err := os.ReadFile(filepath.Join(s.root, source, pins))
	if err != nil {
		return err
	}
	tool := &row{Name: "openapi-generator", Version: openAPIGenerator, Install: []string{
		"python3 -m venv .venv && .venv/bin/pip install -q --disable-pip-version-check -r '" + filepath.Join(s.root, source, pins) + "'",
		"ln -sf .venv/lib/python*/site-packages/openapi_generator_cli/openapi-generator.jar openapi-generator.jar",
	}}
	cached, err := s.install(ctx, tool, string(text))
	if err != nil {
		return err
	}
	s.progress.Leave(tool.Name, tool.Version+" is there")
	s.python = filepath.Join(cached, ".venv", "bin", "python")
	s.env = slices.Concat(os.Environ(), []string{
		"LC_ALL=C.UTF-8", "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1",
		"JAR=" + filepath.Join(cached, "openapi-generator.jar"),
		"SURVEY=" + filepath.Join(s.root, source),
		"INLINE=" + filepath.Join(s.root, target, "inline.yaml"),
	})
	ours, err := service.Start("")
	if err != nil {
		return err
	}
	defer ours.Close()
	for name, address := range map[string]string{"openapi.yaml": "/openapi.yaml", "inline.yaml": "/openapi.yaml?inline"} {
		if err := fetch(ours.URL+address, filepath.Join(s.root, target, name)); err != nil {
			return err
		}
	}
	s.document, err = os.ReadFile(filepath.Join(s.root, target, "openapi.yaml"))
	return err
}

// fetch writes what a service answers into a file.
func fetch(url, file string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, resp.Status)
	}
	return os.WriteFile(file, data, 0o644)
}

// withTargets adds a row for each target of openapi-generator that has none.
func (s *survey) withTargets(ctx context.Context, rows []*row) ([]*row, error) {
	list, err := (folder.Dir{Path: s.root, Env: s.env}).Run(ctx, java+"list -i all -s 2>/dev/null")
	if err != nil {
		return nil, err
	}
	named := map[string]bool{}
	for _, r := range rows {
		named[r.Target] = true
		if r.Target != "" {
			r.Version = openAPIGenerator
		}
	}
	for name := range strings.SplitSeq(strings.TrimSpace(list), ",") {
		if name = strings.TrimSpace(name); name != "" && !named[name] {
			rows = append(rows, &row{Name: name, Target: name, Version: openAPIGenerator})
		}
	}
	return rows, nil
}

// batchSize is how many targets one process of Java generates, so that it ends
// within the limit of a command on a busy machine.
const batchSize = 40

// batch generates in few processes of Java all targets that no earlier run has
// generated from the same document.
func (s *survey) batch(ctx context.Context, rows []*row) error {
	rows = slices.DeleteFunc(slices.Clone(rows), s.isGenerated)
	for some := range slices.Chunk(rows, batchSize) {
		if err := s.batchOf(ctx, some, s.file("openapi.yaml"), s.folder); err != nil {
			return err
		}
	}
	return nil
}

// batchPlain generates from the plain document the targets whose syntax is wrong with
// ours, and that no row explains.
func (s *survey) batchPlain(ctx context.Context, rows []*row) error {
	rows = slices.DeleteFunc(slices.Clone(rows), func(r *row) bool {
		return r.Fault != nil || r.Compile != "" || len(s.syntax[s.folder(r)].Errors) == 0
	})
	for some := range slices.Chunk(rows, batchSize) {
		if err := s.batchOf(ctx, some, filepath.Join(s.root, source, "faults", plain), s.faultFolder); err != nil {
			return err
		}
	}
	return nil
}

// isGenerated reports whether a target was generated to its end.
func (s *survey) isGenerated(r *row) bool {
	stamp, err := os.ReadFile(doneFile(s.folder(r)))
	return err == nil && string(stamp) == s.stamp()
}

// doneFile returns the file that says from what the code in a folder was generated.
func doneFile(dir string) string { return dir + ".done" }

// stamp returns what the generated code depends on.
func (s *survey) stamp() string {
	return fmt.Sprintf("%s %x\n", openAPIGenerator, sha256.Sum256(s.document))
}

// batchOf generates some targets in one process. Its exit code says little, so the
// ends that it prints are taken.
func (s *survey) batchOf(ctx context.Context, rows []*row, document string, where func(*row) string) error {
	line := java + "batch --threads 2 --timeout 10 --root-dir /"
	for _, r := range rows {
		dir := where(r)
		if err := errors.Join(os.RemoveAll(doneFile(dir)), os.RemoveAll(dir)); err != nil {
			return err
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		config := fmt.Sprintf("generatorName: %s\ninputSpec: %q\noutputDir: %q\n", r.Target, document, dir)
		if err := os.WriteFile(dir+".yaml", []byte(config), 0o644); err != nil {
			return err
		}
		line += " '" + dir + ".yaml'"
	}
	s.progress.Enter("openapi-generator", fmt.Sprintf("generate %d targets", len(rows)))
	output, err := (folder.Dir{Path: s.file(""), Env: s.env}).Run(ctx, line)
	n := 0
	for _, r := range rows {
		if strings.Contains(output, "Finished generating "+r.Target+"…") {
			n++
			if err := os.WriteFile(doneFile(where(r)), []byte(s.stamp()), 0o644); err != nil {
				return err
			}
		}
	}
	s.progress.Leave("openapi-generator", fmt.Sprintf("%d of %d", n, len(rows)))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return ignoreExit(err)
}

// A syntax is what the parsers found in a folder.
type syntax struct {
	Files  int
	Errors []string // the places
}

// parse looks at the syntax of all files in the folders.
func (s *survey) parse(ctx context.Context, dirs []string) (map[string]syntax, error) {
	if len(dirs) == 0 {
		return nil, nil
	}
	output, err := (folder.Dir{Path: s.file(""), Env: s.env}).Run(ctx, "'"+s.python+"' \"$SURVEY\"/parse.py '"+strings.Join(dirs, "' '")+"'")
	if err != nil {
		return nil, err
	}
	found := map[string]syntax{}
	return found, json.Unmarshal([]byte(output), &found)
}
