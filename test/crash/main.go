// Command crash kills the service again and again while clients create
// statuses, and checks after each restart that everything it had acknowledged
// is there: nothing missing, nothing twice, nothing torn, nothing out of order.
//
// It shows what survives the end of the process. What survives the end of the
// machine cannot be seen this way: the system keeps what a killed process has
// written, synced or not.
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
func run(ctx context.Context, args []string, stdout io.Writer) (err error) {
	c := &campaign{ctx: ctx, out: stdout}
	flags := flag.NewFlagSet("crash", flag.ContinueOnError)
	flags.IntVar(&c.rounds, "rounds", 20, "how `often` the service is killed, at least 1")
	flags.IntVar(&c.clients, "clients", 32, "how `many` clients create at the same time, 1 to 1000")
	flags.IntVar(&c.fileRows, "rows", 200_000, "begin a new file when the old one has this `many` statuses")
	flags.Uint64Var(&c.seed, "seed", rand.Uint64(), "the `number` that the moments and the statuses follow from; default: another one each time")
	dir := flags.String("dir", os.TempDir(), "the `folder` for the files")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("argument %q is not understood: give flags only", flags.Arg(0))
	case c.rounds < 1:
		return fmt.Errorf("-rounds %d: want at least 1", c.rounds)
	case c.clients < 1 || c.clients > 1000:
		return fmt.Errorf("-clients %d: want 1 to 1000", c.clients)
	case c.fileRows < 1:
		return fmt.Errorf("-rows %d: want at least 1", c.fileRows)
	}
	if c.dir, err = os.MkdirTemp(*dir, "profilestatus-crash-"); err != nil {
		return fmt.Errorf("-dir %s: name a folder that can be written to: %w", *dir, err)
	}
	defer func() {
		if c.keep {
			err = fmt.Errorf("%w\nthe files and the log of the service are in %s; -seed %d repeats the schedule", err, c.dir, c.seed)
			return
		}
		err = errors.Join(err, os.RemoveAll(c.dir))
	}()
	return c.run()
}
