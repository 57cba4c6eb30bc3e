package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"profilestatus.example/test/internal/folder"
	"profilestatus.example/test/internal/progress"
	"profilestatus.example/test/internal/service"
)

// A result is what became of a client.
type result struct {
	client    *client
	skipped   string // why nothing was done
	unbuilt   string // why nothing but the generation was done
	generated bool
	built     bool
	passed    []string // steps
	seen      bool     // the service saw what the scenario claims
	precision string   // of an instant
	took      time.Duration
	err       error
}

// A workshop makes clients.
type workshop struct {
	root         string // of the repository, absolute
	cache        string // where what is installed stays, absolute
	progress     *progress.Progress
	generateOnly bool

	tool struct { // the generator that many clients share
		once sync.Once
		path string // of its folder
		err  error
	}
}

// workOn makes the clients, some at the same time and the slow ones first, and
// returns a result each.
func (w *workshop) workOn(ctx context.Context, clients []*client, jobs int) []*result {
	results := make([]*result, len(clients))
	next := make(chan int)
	var crew sync.WaitGroup
	beating, still := context.WithCancel(ctx)
	defer still()
	go w.progress.Beat(beating, progress.Heartbeat)
	for range jobs {
		crew.Go(func() {
			for i := range next {
				begin := time.Now()
				r := &result{client: clients[i]}
				r.err = w.make(ctx, r)
				r.took = time.Since(begin)
				results[i] = r
				w.progress.Leave(r.client.name, r.summary())
			}
		})
	}
	for _, slow := range []bool{true, false} {
		for i, c := range clients {
			if c.Slow == slow {
				next <- i
			}
		}
	}
	close(next)
	crew.Wait()
	return results
}

// make lays out the folder of a client, generates, builds and runs it.
func (w *workshop) make(ctx context.Context, r *result) error {
	c := r.client
	if err := ctx.Err(); err != nil {
		return err
	}
	if r.skipped = folder.Missing(append([]string{"bash"}, c.Needs...)); r.skipped != "" {
		return nil
	}
	if err := w.dir(c, nil).LayOut(filepath.Join(w.root, source, c.name), c.Keep); err != nil {
		return err
	}
	env, err := w.environment(ctx, c)
	if err != nil {
		return err
	}
	if env, err = w.build(ctx, r, env); err != nil || !r.built {
		return err
	}
	w.progress.Enter(c.name, "run")
	return w.play(ctx, r, env)
}

// build installs, generates and builds, and returns the environment of what
// runs. Meanwhile no other run uses what is installed, as some compilers keep
// there what they have compiled.
func (w *workshop) build(ctx context.Context, r *result, env []string) ([]string, error) {
	c := r.client
	cached, err := w.open(ctx, c)
	if err != nil {
		return nil, err
	}
	defer cached.Lock.Unlock()
	env = append(env, "CACHE="+cached.Path)
	if r.skipped, err = w.install(ctx, c, cached, env); err != nil || r.skipped != "" {
		return nil, err
	}
	w.progress.Enter(c.name, "generate")
	if err := w.quiet(ctx, c, env, "generate", c.Generate); err != nil {
		return nil, err
	}
	r.generated = true
	if w.generateOnly {
		return env, nil
	}
	if r.unbuilt = folder.Missing(c.NeedsToBuild); r.unbuilt != "" {
		return env, nil
	}
	w.progress.Enter(c.name, "build")
	if err := w.quiet(ctx, c, env, "build", c.Build); err != nil {
		return nil, err
	}
	r.built = true
	return env, nil
}

// play lets the scenario run against a service of its own, and asks the service
// what it saw.
func (w *workshop) play(ctx context.Context, r *result, env []string) error {
	ca := ""
	if r.client.TLS {
		ca = filepath.Join(w.folder(r.client), "ca.pem")
	}
	s, err := service.Start(ca)
	if err != nil {
		return err
	}
	defer s.Close()
	output, err := w.command(ctx, r.client, append(env, s.Environment()...), r.client.Run)
	for line := range strings.Lines(output) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "ok - "); ok {
			r.passed = append(r.passed, name)
		}
	}
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	if want := r.client.steps(); !slices.Equal(r.passed, want) {
		return fmt.Errorf("run: it ended well, but passed the steps %v, want %v", r.passed, want)
	}
	r.precision, err = witness(s.Journal.Entries(""), r.client)
	r.seen = err == nil
	return err
}

// steps returns the names of the steps that a client has to pass.
func (c *client) steps() []string {
	var names []string
	for _, step := range steps {
		names = append(names, step.name)
	}
	return append(names, c.More...)
}

// folder returns where a client is made.
func (w *workshop) folder(c *client) string { return filepath.Join(w.root, target, c.name) }

// environment returns the environment of a client's commands.
func (w *workshop) environment(ctx context.Context, c *client) ([]string, error) {
	env := slices.DeleteFunc(os.Environ(), func(pair string) bool { return strings.HasPrefix(pair, "PROFILESTATUS_") })
	env = append(env,
		"DOCUMENT="+filepath.Join(w.root, "openapi.yaml"),
		"VERSION="+c.Version,
		"LC_ALL=C.UTF-8", // warnings in English, and any letter in a path
	)
	if c.Generator != openAPIGenerator {
		return env, nil
	}
	w.tool.once.Do(func() { w.tool.path, w.tool.err = w.installGenerator(ctx, c.Version) })
	return append(env, "PATH="+w.tool.path+string(os.PathListSeparator)+os.Getenv("PATH")), w.tool.err
}

// interrupted reports whether the person who started it did not let it end.
func (r *result) interrupted() bool { return errors.Is(r.err, context.Canceled) }

// summary is the result in one line, or more after a failure.
func (r *result) summary() string {
	switch {
	case r.interrupted():
		return "interrupted"
	case r.err != nil:
		return "FAILED: " + r.err.Error()
	case r.skipped != "":
		return "skipped: " + r.skipped
	case r.unbuilt != "":
		return "generated only: " + r.unbuilt
	case !r.built:
		return fmt.Sprintf("generated in %.1f s", r.took.Seconds())
	}
	return fmt.Sprintf("%d steps passed, in %.1f s", len(r.passed), r.took.Seconds())
}
