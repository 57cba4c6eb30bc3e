package main

import (
	"context"
	"fmt"
	"strings"

	"profilestatus.example/test/internal/folder"
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

// command runs a line in the folder of a client, see [folder.Dir.Run].
func (w *workshop) command(ctx context.Context, c *client, env []string, line string) (string, error) {
	return w.dir(c, env).Run(ctx, line)
}

// dir returns where a client is made.
func (w *workshop) dir(c *client, env []string) folder.Dir {
	return folder.Dir{Path: w.folder(c), Env: env}
}
