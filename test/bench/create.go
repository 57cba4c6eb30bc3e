package main

import (
	"fmt"
	"path/filepath"
)

// A subject is one side of the comparison.
type subject struct {
	name        string
	connections int
	start       func(b *bench) (*process, error)
	beside      bool // a database works for it, which cannot be told from others that disturb
}

func startBare(b *bench) (*process, error) { return b.child("bare") }

func startMemory(b *bench) (*process, error) {
	return b.service("--store", "memory", "--max-records", "1000000000")
}

// startSQLite starts on the same file again in each round, so that it is
// neither empty nor large.
func startSQLite(b *bench) (*process, error) {
	return b.service("--store", "sqlite:"+filepath.Join(b.temp, "create.db"))
}

// create compares creates with a bare handler, and the store that is durable
// with the one in memory.
func (b *bench) create() error {
	subjects := []subject{
		{"bare Echo, 64", 64, startBare, false},
		{"memory, 64", 64, startMemory, false},
		{"SQLite, 64", 64, startSQLite, false},
		{"memory, 256", 256, startMemory, false},
		{"SQLite, 256", 256, startSQLite, false},
	}
	rate := make([]sample, len(subjects))
	cpu := make([]sample, len(subjects))
	p99 := make([]sample, len(subjects))
	for round := range b.rounds {
		for i, s := range subjects {
			r, err := b.once(s)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			b.say("create, round %d: %-13s %6s/s  %5.1f µs CPU  p99 %.1f ms", round+1, s.name, thousands(r.rate), r.cpu, r.p99)
			rate[i] = append(rate[i], r.rate)
			cpu[i] = append(cpu[i], r.cpu)
			p99[i] = append(p99[i], r.p99)
		}
	}
	rates := func(i, j int) string {
		return thousands(rate[i].median()) + "/s against " + thousands(rate[j].median()) + "/s"
	}
	b.table.add(row{figure: "create in memory, 64 connections: requests/s", against: "bare Echo", format: "%.3f", atLeast: 0.95,
		got: rate[1].ratio(rate[0]), note: rates(1, 0)})
	b.table.add(row{figure: "create in memory, 64 connections: CPU", against: "bare Echo", format: "%.3f", atMost: 1.10,
		got: cpu[1].ratio(cpu[0]), note: fmt.Sprintf("%.1f µs against %.1f µs a request", cpu[1].median(), cpu[0].median())})
	b.table.add(row{figure: "create in SQLite, 64 connections: requests/s", against: "in memory", format: "%.3f", atLeast: 0.50,
		got: rate[2].ratio(rate[1]), note: rates(2, 1)})
	b.table.add(row{figure: "create in SQLite, 256 connections: requests/s", against: "in memory", format: "%.3f", atLeast: 0.55,
		got: rate[4].ratio(rate[3]), note: rates(4, 3)})
	b.table.add(row{figure: "create in SQLite, 64 connections: p99", against: "-", format: "%.1f ms", atMost: 8,
		got: p99[2], note: fmt.Sprintf("bare Echo %.1f ms, in memory %.1f ms", p99[0].median(), p99[1].median())})
	return nil
}

// once measures a subject in a process of its own, and again while others
// disturb it.
func (b *bench) once(s subject) (reading, error) {
	for {
		b.quiet()
		r, disturbed, err := b.try(s)
		if err != nil || !disturbed {
			return r, err
		}
	}
}

func (b *bench) try(s subject) (r reading, disturbed bool, err error) {
	p, err := s.start(b)
	if err != nil {
		return reading{}, false, err
	}
	defer p.kill()
	m := mark(p)
	r, err = b.measure(p, load{requests: creates, status: 201, connections: s.connections})
	if err != nil {
		return reading{}, false, err
	}
	disturbed = !s.beside && b.again(m)
	_, err = p.stop()
	return r, disturbed, err
}
