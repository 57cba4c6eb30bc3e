package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// build builds the program for a platform into a folder and returns its file.
// Where the repository lies, when it is built and what the environment says of Go
// leave no trace in it; the release of Go does.
func (r *release) build(ctx context.Context, p platform, folder string) (string, error) {
	name := filepath.Join(folder, p.os+"_"+p.arch, p.program())
	if _, err := os.Stat(name); err == nil {
		return name, nil // for the completions
	}
	c := r.command(ctx, "go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags", "-s -w -buildid= -X main.version="+r.version.name, "-o", name, "./cmd/profilestatus")
	c.Env = append(c.Env, "GOOS="+p.os, "GOARCH="+p.arch)
	_, err := output(c)
	return name, err
}

// command prepares a command in the repository, with Go as it is by default.
func (r *release) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir = r.root
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-mod=readonly", "GOWORK=off", "GOEXPERIMENT=", "GOAMD64=v1", "GOARM64=v8.0", "GOFIPS140=off")
	return c
}

// output runs a command and returns what it printed.
func output(c *exec.Cmd) ([]byte, error) {
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", strings.Join(c.Args, " "), err, &stderr)
	}
	return out, nil
}

// completions are the files that shells read, by the program itself.
func (r *release) completions(ctx context.Context, folder string) (tree, error) {
	native, err := r.build(ctx, platform{os: runtime.GOOS, arch: runtime.GOARCH}, folder)
	if err != nil {
		return nil, err
	}
	var files tree
	for shell, name := range map[string]string{
		"bash": "profilestatus.bash", "zsh": "_profilestatus", "fish": "profilestatus.fish", "powershell": "profilestatus.ps1",
	} {
		text, err := output(exec.CommandContext(ctx, native, "completion", shell))
		if err != nil {
			return nil, err
		}
		files.add("completions/"+name, 0o644, text)
	}
	return files, nil
}
