package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
)

const (
	// resources is how many the generated document has, each with five operations.
	resources = 240

	// published is the largest document of `make test-documents`, which gets it.
	published = "bin/documents/octokit-openapi23.0.2/generated/api.github.com.json"
)

// check measures the first phase of a check of large documents, which is to load
// them and to send each operation what it needs at least, against a server that answers
// all of it.
func (b *bench) check() error {
	generated := filepath.Join(b.temp, "operations.json")
	text, err := json.MarshalIndent(operations(), "", "  ")
	if err == nil {
		err = os.WriteFile(generated, text, 0o600)
	}
	if err != nil {
		return err
	}
	if err := b.checking(fmt.Sprintf("check of %s operations, %.1f MB", thousands(5*resources), float64(len(text))/1e6), generated); err != nil {
		return err
	}
	about, err := os.Stat(published)
	if err != nil {
		b.say("check: %s is not there, which `make test-documents` gets", published)
		return nil
	}
	file, err := filepath.Abs(published)
	if err != nil {
		return err
	}
	return b.checking(fmt.Sprintf("check of GitHub's document, %.1f MB", float64(about.Size())/1e6), file)
}

// checking checks the server by one document.
func (b *bench) checking(what, document string) error {
	p, err := b.child("anything")
	if err != nil {
		return err
	}
	defer p.kill()
	var seconds, memory sample
	for range b.rounds {
		c := exec.CommandContext(b.ctx, b.program, "check", "http://"+p.addr, "--spec", document, "--only", "examples", "--seed", "1")
		out, err := c.CombinedOutput()
		var exit *exec.ExitError
		if errors.As(err, &exit) && exit.ExitCode() == 1 {
			err = nil // the answers of the server break what GitHub's document says
		}
		if err != nil {
			return fmt.Errorf("%s: %w\n%s", what, err, out)
		}
		used, ok := c.ProcessState.SysUsage().(*syscall.Rusage)
		if !ok {
			return errors.New("peak of resident memory: the system does not tell it")
		}
		unit := 1024.0 // of Linux
		if runtime.GOOS == "darwin" {
			unit = 1
		}
		seconds = append(seconds, (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds())
		memory = append(memory, float64(used.Maxrss)*unit/(1<<20))
	}
	b.say("%s: %.1f s of CPU, %.0f MiB", what, seconds.median(), memory.median())
	b.table.add(row{figure: what + ", phase examples: CPU", against: "-", format: "%.1f s", atMost: 4, got: seconds})
	b.table.add(row{figure: what + ", phase examples: memory at its peak", against: "-", format: "%.0f MiB", atMost: 150, got: memory})
	_, err = p.stop()
	return err
}

// serveAnything answers every request with an empty object.
func serveAnything() error {
	return listen(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte("{}")) // the client may have left
	}))
}

type object = map[string]any

// operations returns a document with five operations for each resource. All that an
// answer may have is optional, so that an empty one is right.
func operations() object {
	paths, schemas := object{}, object{}
	for i := range resources {
		name := fmt.Sprintf("Resource%03d", i)
		at := fmt.Sprintf("/resources-%03d", i)
		ref := object{"$ref": "#/components/schemas/" + name}
		id := object{"name": "id", "in": "path", "required": true, "schema": object{"type": "string", "pattern": "^[a-z0-9-]{1,40}$"}}
		body := object{"required": true, "content": object{"application/json": object{"schema": ref}}}
		operation := func(verb string, schema object, more object) object {
			op := object{
				"operationId": verb + name, "summary": "To " + verb + " what the resource holds.",
				"responses": object{"200": object{"description": "Done.", "content": object{"application/json": object{"schema": schema}}}},
			}
			for k, v := range more {
				op[k] = v
			}
			return op
		}
		list := object{"type": "object", "properties": object{"value": object{"type": "array", "items": ref}, "next": object{"type": "string"}}}
		top := object{"name": "top", "in": "query", "schema": object{"type": "integer", "minimum": 1, "maximum": 100}}
		paths[at] = object{
			"get":  operation("list", list, object{"parameters": []any{top}}),
			"post": operation("create", ref, object{"requestBody": body}),
		}
		paths[at+"/{id}"] = object{
			"parameters": []any{id},
			"get":        operation("get", ref, nil),
			"put":        operation("replace", ref, object{"requestBody": body}),
			"delete":     operation("delete", object{"type": "object"}, nil),
		}
		schemas[name] = object{"type": "object", "description": "What one of the resources holds.", "properties": object{
			"name":    object{"type": "string", "minLength": 1, "maxLength": 80, "description": "What people call it."},
			"state":   object{"type": "string", "enum": []any{"paused", "running", "failed"}},
			"count":   object{"type": "integer", "format": "int32", "minimum": 0},
			"changed": object{"type": "string", "format": "date-time"},
			"labels":  object{"type": "array", "maxItems": 10, "items": object{"type": "string", "pattern": "^[a-z]+$"}},
			"owner":   object{"type": "object", "properties": object{"id": object{"type": "string", "format": "uuid"}, "active": object{"type": "boolean"}}},
		}}
	}
	return object{
		"openapi": "3.0.3", "info": object{"title": "Many operations", "version": "1"},
		"servers": []any{object{"url": "/"}}, "paths": paths, "components": object{"schemas": schemas},
	}
}
