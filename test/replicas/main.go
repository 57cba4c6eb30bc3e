// Command replicas shows what several replicas of the service promise together: on
// one PostgreSQL, behind a real balancer, with real clients.
//
// Its parts:
//
//   - haproxy and nginx start three replicas behind the balancer, as configured in
//     deploy, and let replicas come and go: each tenant keeps its rules, clock and
//     journal for as long as its replica is there, and its statuses always.
//
//   - node kills replicas, connections, the synchronous standby and the primary in
//     turn, and promotes the standby: nothing that was acknowledged is lost, nothing
//     that was refused is kept, nothing is there twice.
//
//   - upgrade replaces older replicas by newer ones, which change the schema, under
//     load: nobody gets a 5xx but 503 with Retry-After.
//
//   - hosting follows docs/hosting.md, command by command, to three replicas with
//     HTTPS, tokens of an issuer, metrics and a restored backup.
//
//   - patroni lets Patroni decide which of three PostgreSQL is the primary, and kills
//     it, alone and with its whole node. It is only played when it is named.
//
// A part whose programs are not installed is left out, and said to be.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"profilestatus.example/store/postgres/pgtest"
)

// A part is what can be asked for alone.
type part struct {
	name string
	run  func(*host) error
	long bool // takes minutes, and is only played when it is named
}

var parts = []part{
	{name: "haproxy", run: func(h *host) error { return h.routing(haproxy) }},
	{name: "nginx", run: func(h *host) error { return h.routing(nginx) }},
	{name: "node", run: (*host).node},
	{name: "upgrade", run: (*host).upgrade},
	{name: "hosting", run: (*host).hosting},
	{name: "patroni", run: (*host).patroni, long: true},
}

// errMissing wraps the reason why a part cannot be played here.
var errMissing = errors.New("left out")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "replicas: %v\n", err)
		os.Exit(1)
	}
}

// run is the whole program.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("replicas", flag.ContinueOnError)
	all := flags.Bool("all", false, "fail where a part is left out because a program is not installed")
	quick := flags.Bool("quick", false, "be done in half a minute: one round, less load")
	rounds := flags.Int("rounds", 3, "how `often` part node kills each in turn, at least 1")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *rounds < 1 {
		return fmt.Errorf("-rounds %d: want at least 1", *rounds)
	}
	names := flags.Args()
	for _, name := range names {
		if !slices.ContainsFunc(parts, func(p part) bool { return p.name == name }) {
			return fmt.Errorf("there is no part %q", name)
		}
	}
	h := &host{ctx: ctx, out: out, printing: new(sync.Mutex), rounds: *rounds, load: time.Second}
	if *quick {
		h.rounds, h.load = 1, 300*time.Millisecond
	}
	if err := h.open(); err != nil {
		return err
	}
	var chosen []part
	for _, p := range parts {
		if len(names) == 0 && !p.long || slices.Contains(names, p.name) {
			chosen = append(chosen, p)
		}
	}
	// Most of the time they wait, so they are played at the same time.
	errs := make([]error, len(chosen))
	var running sync.WaitGroup
	for i, p := range chosen {
		running.Go(func() { errs[i] = h.play(p, *all) })
	}
	running.Wait()
	if ctx.Err() != nil {
		return h.close(errors.New("interrupted"))
	}
	return h.close(errors.Join(errs...))
}

// play plays a part in a folder of its own and then prints what it said.
func (h *host) play(p part, all bool) error {
	own := *h
	own.dir, own.said = filepath.Join(h.dir, p.name), new(strings.Builder)
	begin := time.Now()
	err := os.Mkdir(own.dir, 0o700)
	if err == nil {
		err = p.run(&own)
	}
	h.printing.Lock()
	defer h.printing.Unlock()
	switch {
	case (errors.Is(err, errMissing) || errors.Is(err, pgtest.ErrMissing)) && !all:
		fmt.Fprintf(h.out, "SKIP %s: %v\n", p.name, err)
		return nil
	case err != nil:
		fmt.Fprintf(h.out, "%sFAIL %s, %.0f s\n", own.said, p.name, time.Since(begin).Seconds())
		return fmt.Errorf("%s: %w", p.name, err)
	}
	fmt.Fprintf(h.out, "%sok   %s, %.0f s\n", own.said, p.name, time.Since(begin).Seconds())
	return nil
}

// say notes a line to be printed when the part is over.
func (h *host) say(format string, args ...any) {
	fmt.Fprintf(h.said, "     %s\n", fmt.Sprintf(format, args...))
}
