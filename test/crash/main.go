// Command crash shows what survives when the service ends badly, with a real
// binary and real clients.
//
// By itself it kills the service again and again while clients create
// statuses, and checks after each restart that everything it had acknowledged
// is there: nothing lost, nothing twice, nothing torn, nothing out of order.
// What survives the end of the machine cannot be seen this way: the system
// keeps what a killed process has written, synced or not.
//
// "crash faults" lets system calls on the store's files fail, kills the
// service, starts it without faults and checks the same, and that nothing is
// stored that was refused.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "crash: %v\n", err)
		os.Exit(1)
	}
}

// run is the whole program. Findings are an error, and leave the files.
func run(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) > 0 && args[0] == "faults" {
		return runFaults(ctx, args[1:], stdout)
	}
	c := &campaign{out: stdout}
	flags := flag.NewFlagSet("crash", flag.ContinueOnError)
	flags.IntVar(&c.rounds, "rounds", 20, "how `often` the service is killed, at least 1")
	flags.IntVar(&c.clients, "clients", 32, "how `many` clients create at the same time, 1 to 1000")
	flags.IntVar(&c.fileRows, "rows", 200_000, "begin a new file when the old one has this `many` statuses")
	flags.Uint64Var(&c.seed, "seed", rand.Uint64(), "the `number` that the moments and the statuses follow from; default: another one each time")
	program := flags.String("program", "", "the `file` of the program; default: it is built")
	dir := flags.String("dir", os.TempDir(), "the `folder` for the files")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("argument %q is not understood: give flags only, or first the word faults", flags.Arg(0))
	case c.rounds < 1:
		return fmt.Errorf("-rounds %d: want at least 1", c.rounds)
	case c.clients < 1 || c.clients > 1000:
		return fmt.Errorf("-clients %d: want 1 to 1000", c.clients)
	case c.fileRows < 1:
		return fmt.Errorf("-rows %d: want at least 1", c.fileRows)
	}
	h, err := newHost(ctx, *dir, *program)
	if err != nil {
		return err
	}
	c.host = h
	return h.end(c.run(), fmt.Sprintf("-seed %d repeats the schedule", c.seed))
}
