package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/test/internal/folder"
)

const (
	startLimit  = 2 * time.Minute // how long a server may take until it answers
	maxDocument = 64 << 20        // bytes
)

// A site is where servers are installed and started.
type site struct {
	root string // of the repository, absolute
	out  io.Writer
	seed uint64
}

// folder returns where a server is installed.
func (t *site) folder(s *server) string { return filepath.Join(t.root, target, s.name) }

// install makes the folder of a server, or says what is missing.
func (t *site) install(ctx context.Context, s *server) (dir folder.Dir, missing string, err error) {
	dir = folder.Dir{Path: t.folder(s), Env: environment()}
	if missing := folder.Missing(append([]string{"bash"}, s.Needs...)); missing != "" {
		return dir, missing, nil
	}
	if err := dir.LayOut(filepath.Join(t.root, source, s.name), s.Keep); err != nil {
		return dir, "", err
	}
	missing, err = dir.Prepare(ctx, s.Prepare)
	return dir, missing, err
}

// environment returns the environment of a server, which no proxy of the network
// gets in the way of.
func environment() []string {
	env := slices.DeleteFunc(os.Environ(), func(pair string) bool { return strings.HasPrefix(pair, "PROFILESTATUS_") })
	return append(env, "LC_ALL=C.UTF-8", "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1")
}

// A running server ends with stop, and all that it started with it.
type running struct {
	url  string // without a path
	stop func()
}

// start starts an installed server and waits until it answers.
func (t *site) start(ctx context.Context, s *server, dir folder.Dir) (*running, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	dir.Env = append(slices.Clone(dir.Env), "PORT="+strconv.Itoa(port))
	ctx, cancel := context.WithCancel(ctx)
	output := &tail{}
	command := dir.Command(ctx, s.Start)
	command.Stdout, command.Stderr = output, output
	if err := command.Start(); err != nil {
		cancel()
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		command.Wait()
		close(ended)
	}()
	r := &running{url: "http://127.0.0.1:" + strconv.Itoa(port), stop: func() { cancel(); <-ended }}
	if err := answers(ctx, r.url, ended); err != nil {
		r.stop()
		return nil, fmt.Errorf("start: %w\n%s", err, output)
	}
	return r, nil
}

// answers waits until there is any answer.
func answers(ctx context.Context, url string, ended <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for {
		_, err := get(ctx, url+"/")
		if err == nil {
			return nil
		}
		select {
		case <-ended:
			return errors.New("it ended by itself")
		case <-ctx.Done():
			return fmt.Errorf("no answer: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// get returns the body of an answer, whatever its status.
func get(ctx context.Context, url string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return io.ReadAll(io.LimitReader(answer.Body, maxDocument))
}

// freePort returns a port that nobody listens at. It is below those that systems give to
// clients, of which one could take it before the server listens.
func freePort() (port int, err error) {
	for range 100 {
		port = 20_000 + rand.IntN(10_000)
		var l net.Listener
		if l, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			return port, l.Close()
		}
	}
	return 0, err
}

// read returns the document of a server.
func (t *site) read(ctx context.Context, s *server, url string) ([]byte, error) {
	if strings.HasPrefix(s.Document, "/") {
		return get(ctx, url+s.Document)
	}
	return os.ReadFile(filepath.Join(t.folder(s), s.Document))
}

// options returns what the document of a server is loaded with: the other files
// that it may have.
func (t *site) options(s *server) []contract.Option {
	if strings.HasPrefix(s.Document, "/") {
		return nil
	}
	return []contract.Option{contract.WithReferences(filepath.Join(t.folder(s), s.Document))}
}

// serve starts a server until ctx ends.
func (t *site) serve(ctx context.Context, s *server) error {
	dir, missing, err := t.install(ctx, s)
	if err == nil && missing != "" {
		err = errors.New(missing)
	}
	if err != nil {
		return err
	}
	r, err := t.start(ctx, s, dir)
	if err != nil {
		return err
	}
	defer r.stop()
	place := s.Document
	if strings.HasPrefix(place, "/") {
		place = r.url + place
	} else {
		place = filepath.Join(t.folder(s), place)
	}
	fmt.Fprintf(t.out, "%s%s\n%s\n", r.url, s.Base, place)
	<-ctx.Done()
	return nil
}

// A tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	kept bytes.Buffer
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept.Len() > 1<<20 {
		t.kept.Reset()
	}
	return t.kept.Write(p)
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return folder.End(t.kept.String())
}
