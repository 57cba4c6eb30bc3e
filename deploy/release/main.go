// Command release builds what a release consists of: the program for each
// platform, as archives, as packages for npm and PyPI and as an image, with
// completions for shells, the licenses of what is in it, bills of materials and
// checksums. It needs Go and nothing else, and sends nothing anywhere.
//
// The same commit and the same release of Go give the same bytes, wherever and
// whenever they are built. The time in all files is that of -epoch.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"time"
)

func main() {
	var (
		name  = flag.String("version", "", "the `version`: a tag such as v1.2.3, or what git describe says")
		epoch = flag.String("epoch", "", "the `seconds` since 1970 that all files are dated to, those of the commit")
		root  = flag.String("root", "../..", "the `folder` of the repository")
		out   = flag.String("out", "../../dist", "the `folder` to write to; what is in it is deleted")
		list  = flag.String("platforms", "", "the only `platforms`, comma-separated, such as linux/amd64; default: all")
	)
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *name, *epoch, *root, *out, *list); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// A release is one that is being built.
type release struct {
	version version
	at      time.Time // of all files
	root    string    // of the repository
	out     string
}

func run(ctx context.Context, name, epoch, root, out, list string) error {
	v, err := parseVersion(name)
	if err != nil {
		return err
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if first := time.Date(1980, 1, 2, 0, 0, 0, 0, time.UTC).Unix(); err != nil || seconds < first { // zip has no time before
		return fmt.Errorf("-epoch %q: want the time of the commit in seconds, at least %d", epoch, first)
	}
	chosen, err := parsePlatforms(list)
	if err != nil {
		return err
	}
	r := &release{version: v, at: time.Unix(seconds, 0).UTC(), root: root, out: out}
	if err := errors.Join(os.RemoveAll(out), os.MkdirAll(out, 0o755)); err != nil {
		return err
	}
	return r.make(ctx, chosen)
}

// make makes everything.
func (r *release) make(ctx context.Context, chosen []platform) (err error) {
	work, err := os.MkdirTemp("", "profilestatus-release")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	common, err := r.common(ctx, work)
	if err != nil {
		return err
	}
	var builds []build
	for _, p := range chosen {
		b, err := r.platform(ctx, p, work, common)
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		builds = append(builds, b)
		fmt.Println("built", p)
	}
	if err := errors.Join(r.npm(builds), r.wheels(builds), r.images(builds)); err != nil {
		return err
	}
	if err := r.sums(); err != nil {
		return err
	}
	fmt.Println("wrote", filepath.Clean(r.out))
	return nil
}
