// Package folder runs commands in folders that are made for them: for tests
// that install packages of other languages and run programs made of them.
package folder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	commandLimit = 10 * time.Minute // of every single command
	prepareTries = 3                // how often a command is tried that talks to a registry
	skip         = 77               // the exit code of a command that finds something missing
)

// errTimeout is in the error of a command that was not done in time.
var errTimeout = errors.New("not done after " + commandLimit.String())

// WaitDelay is how long the output of a command that ended may stay open.
const WaitDelay = 5 * time.Second

// A Dir is a folder with the environment of the commands that run in it.
type Dir struct {
	Path string
	Env  []string
}

// Acquire takes the lock of a folder, as a run empties the folders of another.
func Acquire(folder string) (*flock.Flock, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(folder, ".lock"))
	if ok, err := lock.TryLock(); err != nil {
		return nil, err
	} else if !ok {
		return nil, fmt.Errorf("another run is at work in %s, wait for its end", folder)
	}
	return lock, nil
}

// Missing says which of the programs is not installed, "" if all are. Of "a|b" one is
// enough.
func Missing(programs []string) string {
	for _, program := range programs {
		if !slices.ContainsFunc(strings.Split(program, "|"), installed) {
			return strings.ReplaceAll(program, "|", " or ") + " is not installed"
		}
	}
	return ""
}

func installed(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}

// LayOut empties the folder, but for the names that are to be kept, and copies
// the source into it.
func (d Dir) LayOut(source string, keep []string) error {
	if err := os.MkdirAll(d.Path, 0o755); err != nil {
		return err
	}
	old, err := os.ReadDir(d.Path)
	if err != nil {
		return err
	}
	for _, entry := range old {
		if !slices.Contains(keep, entry.Name()) {
			if err := os.RemoveAll(filepath.Join(d.Path, entry.Name())); err != nil {
				return err
			}
		}
	}
	return os.CopyFS(d.Path, os.DirFS(source))
}

// Prepare runs commands that install something, each up to three times, but not
// again after a time-out. One that ends with 77 says in its last line what is
// missing.
func (d Dir) Prepare(ctx context.Context, lines []string) (missing string, err error) {
	for _, line := range lines {
		for range prepareTries {
			var output string
			output, err = d.Run(ctx, line)
			var exit *exec.ExitError
			if errors.As(err, &exit) && exit.ExitCode() == skip {
				lines := strings.Split(strings.TrimSpace(output), "\n")
				return lines[len(lines)-1], nil
			}
			if err == nil || ctx.Err() != nil || errors.Is(err, errTimeout) {
				break
			}
		}
		if err != nil {
			return "", fmt.Errorf("prepare: %w", err)
		}
	}
	return "", nil
}

// Run runs a line for bash and returns what it printed, on either stream. The
// error has the end of that, unless ctx ended the command. It may take ten
// minutes.
func (d Dir) Run(ctx context.Context, line string) (string, error) {
	limited, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	var output bytes.Buffer
	cmd := d.Command(limited, line)
	cmd.Stdout, cmd.Stderr = &output, &output
	err := cmd.Run()
	switch {
	case err == nil:
		return output.String(), nil
	case ctx.Err() != nil:
		return output.String(), ctx.Err()
	case limited.Err() != nil:
		err = errTimeout
	}
	return output.String(), fmt.Errorf("%s: %w\n%s", line, err, End(output.String()))
}

// Command returns a line for bash as a command that is ready to start. The end
// of ctx ends all that it starts.
func (d Dir) Command(ctx context.Context, line string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", line)
	cmd.Dir, cmd.Env, cmd.WaitDelay = d.Path, d.Env, WaitDelay
	endAsGroup(cmd)
	return cmd
}

// End returns the last 4,000 bytes of a text.
func End(text string) string {
	const most = 4000
	if len(text) > most {
		return "…" + text[len(text)-most:]
	}
	return text
}
