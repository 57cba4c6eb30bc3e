package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// starts is how often the start is measured: it is short and varies.
const starts = 10

// startUp measures how long a script has to wait for its first 201.
func (b *bench) startUp() error {
	var all sample
	for i := range starts {
		begin := time.Now()
		p, err := b.service("--store", "sqlite:"+filepath.Join(b.temp, "start-"+strconv.Itoa(i)+".db"))
		if err != nil {
			return err
		}
		defer p.kill()
		c, err := dial(p.addr, 201)
		if err != nil {
			return err
		}
		_ = c.SetDeadline(time.Now().Add(10 * time.Second)) // cannot fail on a new connection
		if err := errors.Join(c.exchange(creates[0]), c.Close()); err != nil {
			return err
		}
		all = append(all, float64(time.Since(begin).Microseconds())/1000)
		if _, err := p.stop(); err != nil {
			return err
		}
	}
	b.say("start: %.0f ms", all.median())
	b.table.add(row{figure: "start to the first 201, new file", against: "-", format: "%.0f ms", atMost: 50, got: all})
	return nil
}

// memory measures what the program holds when it idles, and after it has
// worked.
func (b *bench) memory() error {
	p, err := b.service("--store", "sqlite:"+filepath.Join(b.temp, "memory.db"))
	if err != nil {
		return err
	}
	defer p.kill()
	time.Sleep(time.Second)
	idle, err := p.status("VmRSS")
	if err != nil {
		return err
	}
	b.say("memory: %.1f MiB idle, now %s creates", idle, thousands(b.creates))
	o, err := load{requests: creates, status: 201, connections: 64, limit: b.creates}.
		run(b.ctx, p.addr, time.Now(), time.Now().Add(2*time.Minute))
	if err != nil {
		return err
	}
	worked, err := p.status("VmRSS")
	if err != nil {
		return err
	}
	if _, err := p.stop(); err != nil {
		return err
	}
	b.table.add(row{figure: "resident memory, idle", against: "-", format: "%.1f MiB", atMost: 25, got: sample{idle}})
	b.table.add(row{figure: "resident memory after " + thousands(o.requests) + " creates in SQLite", against: "-", format: "%.1f MiB", atMost: 60, got: sample{worked}})
	return nil
}

// size measures the program as it is released.
func (b *bench) size() error {
	info, err := os.Stat(b.program)
	if err != nil {
		return err
	}
	b.table.add(row{figure: "size of the program, stripped", against: "-", format: "%.1f MiB", atMost: 25, got: sample{float64(info.Size()) / (1 << 20)}})
	return nil
}
