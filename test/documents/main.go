// Command documents loads documents that others have published and tells how
// much of each is validated: `make test-documents`. It gets them as parts of
// packages of fixed versions, by npm and go, and keeps them in a folder. Each is
// loaded and planned in a process of its own, whose time and memory it prints.
//
// It fails if a document does not load, if less than 95 % of its operations are
// validated, if it takes too much memory, or if the table of docs/documents.md
// says otherwise, which -update rewrites.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

const (
	maxMiB    = 500 // of memory, for each document
	minJudged = 95  // percent of the operations of each
	maxTime   = 5 * time.Minute
)

func main() {
	folder := flag.String("folder", "bin/documents", "keep the documents in this `folder`")
	update := flag.Bool("update", false, "rewrite the table of docs/documents.md")
	only := flag.String("only", "", "only the document of this `name`, without the table")
	load := flag.String("load", "", "load this `file` and print what is known of it; what each process does")
	flag.Parse()
	if *load != "" {
		exit(show(*load))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	exit(run(ctx, *folder, *only, *update))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "documents:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// run loads all documents and compares what is found.
func run(ctx context.Context, folder, only string, update bool) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	var all []result
	wrong := 0
	for _, d := range documents {
		if only != "" && d.name != only {
			continue
		}
		file, err := d.fetch(ctx, folder)
		if err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
		r, err := measure(ctx, file)
		if err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
		r.document = d
		fault := r.fault()
		if fault != "" {
			wrong++
			fault = "  <- " + fault
		}
		fmt.Printf("%-22s %-6s %5.1f MB %6d operations, %5.1f %% validated, %5d requests planned, %5.1f s, %3d MiB%s\n",
			d.name, r.Version, float64(r.Bytes)/1e6, r.Operations, r.share(), r.Planned, r.Seconds, r.MiB, fault)
		all = append(all, r)
	}
	if wrong > 0 {
		return fmt.Errorf("%d documents are wrong", wrong)
	}
	if only != "" {
		return nil
	}
	return table(all, update)
}

// measure loads a document in a process of its own.
func measure(ctx context.Context, file string) (result, error) {
	ctx, cancel := context.WithTimeout(ctx, maxTime)
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		return result{}, err
	}
	c := exec.CommandContext(ctx, self, "-load", file)
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		return result{}, err
	}
	var r result
	if err := json.Unmarshal(out, &r); err != nil {
		return result{}, err
	}
	if used, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.MiB = used.Maxrss >> 10
		if runtime.GOOS == "darwin" {
			r.MiB >>= 10 // it counts bytes
		}
	}
	if about, err := os.Stat(filepath.Clean(file)); err == nil {
		r.Bytes = about.Size()
	}
	return r, nil
}
