package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// An errand is a load of creates that a child of this program keeps up, so that
// what is measured beside it does not wait for its turn in the same process.
type errand struct {
	Addr        string
	Connections int
	Interval    time.Duration
	From, To    time.Time
}

// elsewhere keeps up a load of creates in a process of its own, and returns how many
// were answered.
func (b *bench) elsewhere(l load, addr string, from, to time.Time) (requests int, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	text, err := json.Marshal(errand{addr, l.connections, l.interval, from, to})
	if err != nil {
		return 0, err
	}
	c := exec.CommandContext(b.ctx, self, string(text))
	c.Env = append(os.Environ(), childVariable+"=creating")
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		return 0, fmt.Errorf("creates in another process: %w", err)
	}
	return requests, json.Unmarshal(out, &requests)
}

// runErrand does the errand that is its argument and prints how many requests were
// answered.
func runErrand() error {
	runtime.GOMAXPROCS(1) // as the other client
	var e errand
	if err := json.Unmarshal([]byte(os.Args[1]), &e); err != nil {
		return err
	}
	l := load{requests: creates, status: 201, connections: e.Connections, interval: e.Interval}
	o, err := l.run(context.Background(), e.Addr, e.From, e.To)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(o.requests)
}
