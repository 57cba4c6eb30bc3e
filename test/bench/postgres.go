package main

import (
	"errors"
	"fmt"

	"profilestatus.example/store/postgres/pgtest"
)

// postgres compares the store in PostgreSQL with the one in memory, with the
// server of the database on the same processors.
func (b *bench) postgres() (err error) {
	server, err := pgtest.Start()
	if errors.Is(err, pgtest.ErrMissing) {
		b.say("postgres is left out: %v", err)
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Remove()) }()
	start := func(b *bench) (*process, error) { return b.service("--store", server.DSN()) }
	for _, n := range []int{64, 256} {
		want := map[int]float64{64: 0.60, 256: 0.65}[n]
		var durable, memory sample
		for round := range b.rounds {
			for _, s := range []subject{{"memory", n, startMemory, false, nil}, {"PostgreSQL", n, start, true, nil}} {
				r, err := b.once(s)
				if err != nil {
					return fmt.Errorf("%s: %w", s.name, err)
				}
				b.say("create, round %d: %s, %d %6s/s  %5.1f µs CPU  p99 %.1f ms", round+1, s.name, n, thousands(r.rate), r.cpu, r.p99)
				if s.beside {
					durable = append(durable, r.rate)
				} else {
					memory = append(memory, r.rate)
				}
			}
		}
		b.table.add(row{figure: fmt.Sprintf("create in PostgreSQL, %d connections: requests/s", n), against: "in memory", format: "%.3f", atLeast: want,
			got: durable.ratio(memory), note: thousands(durable.median()) + "/s against " + thousands(memory.median()) + "/s"})
	}
	return nil
}
