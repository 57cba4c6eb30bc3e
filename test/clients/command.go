package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

const (
	commandLimit = 10 * time.Minute // of every single command
	waitDelay    = 5 * time.Second  // how long the output of a command that ended may stay open
)

// quiet runs commands that may not warn of anything.
func (w *workshop) quiet(ctx context.Context, c *client, env []string, stage string, lines []string) error {
	for _, line := range lines {
		output, err := w.command(ctx, c, env, line)
		if err != nil {
			return fmt.Errorf("%s: %w", stage, err)
		}
		if found := c.warnings(output); len(found) > 0 {
			return fmt.Errorf("%s: %s: %d warnings:\n%s", stage, line, len(found), strings.Join(found[:min(len(found), 10)], "\n"))
		}
	}
	return nil
}

// command runs a line in the folder of a client and returns what it printed, on
// either stream. The error has the end of that, unless ctx ended the command.
func (w *workshop) command(ctx context.Context, c *client, env []string, line string) (string, error) {
	limited, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	cmd := exec.CommandContext(limited, "bash", "-euo", "pipefail", "-c", line)
	var output bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = w.folder(c), env, &output, &output
	cmd.WaitDelay = waitDelay
	endAsGroup(cmd)
	err := cmd.Run()
	switch {
	case err == nil:
		return output.String(), nil
	case ctx.Err() != nil:
		return output.String(), ctx.Err()
	case limited.Err() != nil:
		err = fmt.Errorf("not done after %v", commandLimit)
	}
	const most = 4000 // bytes
	text := output.String()
	if len(text) > most {
		text = "…" + text[len(text)-most:]
	}
	return output.String(), fmt.Errorf("%s: %w\n%s", line, err, text)
}
