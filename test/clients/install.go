package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"profilestatus.example/test/internal/folder"
)

// cacheFolder returns where what is installed stays from run to run: below the
// user's cache, else in the repository.
func cacheFolder(root string) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return filepath.Join(root, target, ".cache")
	}
	return filepath.Join(cache, "profilestatus", "clients")
}

// open returns the folder of the cache that is a client's, locked. Another one
// is used once anything changes that its contents depend on.
func (w *workshop) open(ctx context.Context, c *client) (*folder.Cached, error) {
	key := slices.Concat([]string{c.Version}, c.Prepare)
	for _, pin := range c.Pins {
		text, err := os.ReadFile(filepath.Join(w.root, source, c.name, pin))
		if err != nil {
			return nil, err
		}
		key = append(key, string(text))
	}
	for _, program := range c.Needs {
		key = append(key, edition(ctx, program))
	}
	return folder.Open(ctx, w.cache, c.name, key)
}

// edition returns where a program is and what version it says it has. One that
// says nothing is known by its place alone.
func edition(ctx context.Context, program string) string {
	path, _ := exec.LookPath(program)
	version, _ := exec.CommandContext(ctx, path, "--version").Output()
	return path + " " + string(version)
}

// install runs what a client prepares, unless an earlier run did, and links
// what is there into the client's folder. It returns what is missing for it.
func (w *workshop) install(ctx context.Context, c *client, cached *folder.Cached, env []string) (missing string, err error) {
	if !cached.Ready() {
		w.progress.Enter(c.name, "install")
		for _, pin := range c.Pins {
			text, err := os.ReadFile(filepath.Join(w.root, source, c.name, pin))
			if err != nil {
				return "", err
			}
			if err := os.WriteFile(filepath.Join(cached.Path, pin), text, 0o644); err != nil {
				return "", err
			}
		}
		if missing, err := (folder.Dir{Path: cached.Path, Env: env}).Prepare(ctx, c.Prepare); err != nil || missing != "" {
			return missing, err
		}
		if err := cached.Done(); err != nil {
			return "", err
		}
	}
	for _, name := range c.Links {
		if err := os.Symlink(filepath.Join(cached.Path, name), filepath.Join(w.folder(c), name)); err != nil {
			return "", err
		}
	}
	return "", nil
}

// openAPIGenerator is the generator that several clients share. It is a program
// for Java, and the command that starts it has to be made.
const openAPIGenerator = "openapi-generator"

// installGenerator makes the command openapi-generator-cli and returns its
// folder.
func (w *workshop) installGenerator(ctx context.Context, version string) (string, error) {
	jar := "openapi-generator-cli-" + version + ".jar"
	tool := &client{name: openAPIGenerator, Version: version, Prepare: []string{
		"mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy" +
			" -Dartifact=org.openapitools:openapi-generator-cli:" + version + " -DoutputDirectory=.",
		`printf '#!/bin/sh\nexec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "%s" "$@"\n' "$PWD/` + jar + `" >openapi-generator-cli`,
		"chmod +x openapi-generator-cli",
	}}
	cached, err := w.open(ctx, tool)
	if err != nil {
		return "", err
	}
	defer cached.Lock.Unlock()
	_, err = w.install(ctx, tool, cached, os.Environ())
	if err == nil {
		w.progress.Leave(tool.name, version+" is there")
	}
	return cached.Path, err
}
