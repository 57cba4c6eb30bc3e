package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"
)

// A reading place is a server that is read from, and one that creates go to
// meanwhile.
type readingPlace struct {
	name, against string
	read, create  *process
}

// read compares reads of the newest status on an idle server with the same
// reads while creates go on. Eight connections read a hundred times a second
// each, which leaves the machine idle but for them.
//
// Creates go on in two ways. At a fixed rate there is processor time to spare,
// so that what a read waits for is the store. At full rate client and server
// use both cores up, and a read also waits for its turn on them. The creates come
// from a process of their own: what a read waits for in its client is no property of
// the service.
//
// The bare handler is read from in the same two ways, beside creates of its own and,
// in a process that has nothing else to do, beside those of the service. The first
// is what Go's server adds, the second what the machine does.
func (b *bench) read() error {
	service, err := b.service("--store", "sqlite:"+filepath.Join(b.temp, "read.db"))
	if err != nil {
		return err
	}
	defer service.kill()
	bare, err := b.child("bare")
	if err != nil {
		return err
	}
	defer bare.kill()
	fill := load{requests: creates, status: 201, connections: 64, limit: 10 * profiles}
	if _, err := fill.run(b.ctx, service.addr, time.Now(), time.Now().Add(time.Minute)); err != nil {
		return err
	}
	places := []readingPlace{
		{"read the newest from SQLite beside creates", "idle server", service, service},
		{"bare Echo's GET beside creates of its own", "idle bare Echo", bare, bare},
		{"bare Echo's GET beside creates of the service", "idle bare Echo", bare, service},
	}
	create := load{requests: creates, status: 201, connections: 64}
	paced := create
	paced.interval = 64 * time.Second / pacedRate
	p99, rate := make([][3]sample, len(places)), make([][3]sample, len(places))
	for round := range b.rounds {
		for i, beside := range []*load{nil, &paced, &create} {
			for j, place := range places {
				r, w, err := b.readBeside(place, beside)
				if err != nil {
					return fmt.Errorf("%s: %w", place.name, err)
				}
				b.say("read, round %d: %-45s p99 %.1f ms beside %s creates/s", round+1, place.name, r, thousands(w))
				p99[j][i] = append(p99[j][i], r)
				rate[j][i] = append(rate[j][i], w)
			}
		}
	}
	b.compareReads(places, p99, rate)
	_, err1 := service.stop()
	_, err2 := bare.stop()
	return errors.Join(err1, err2)
}

// compareReads adds what was read beside creates, against what was read without.
func (b *bench) compareReads(places []readingPlace, p99, rate [][3]sample) {
	for i, how := range []string{1: "a steady " + thousands(pacedRate) + " creates/s", 2: "as many creates as go"} {
		for j, place := range places {
			if i == 0 {
				continue
			}
			r := row{figure: place.name + ", " + how + ": p99", against: place.against, format: "%.1f", got: p99[j][i].ratio(p99[j][0]),
				note: fmt.Sprintf("%.1f ms beside %s creates/s against %.1f ms", p99[j][i].median(), thousands(rate[j][i].median()), p99[j][0].median())}
			if j == 0 { // the others are to compare with
				r.atMost = []float64{1: 2.5, 2: 4}[i]
			}
			b.table.add(r)
		}
	}
}

// pacedRate is how many creates a second the machine can well bear.
const pacedRate = 10_000

// readBeside returns the p99 of reads beside another load, if any, and the
// rate of that.
func (b *bench) readBeside(place readingPlace, beside *load) (p99, rate float64, err error) {
	for {
		b.quiet()
		m := mark(place.create)
		from := time.Now().Add(b.warmUp)
		to := from.Add(b.duration)
		var read outcome
		var other int
		var err1, err2 error
		var group sync.WaitGroup
		group.Go(func() {
			read, err1 = load{requests: reads, status: 200, connections: 8, interval: 10 * time.Millisecond}.run(b.ctx, place.read.addr, from, to)
		})
		if beside != nil {
			group.Go(func() { other, err2 = b.elsewhere(*beside, place.create.addr, from, to) })
		}
		group.Wait()
		if err := errors.Join(err1, err2); err != nil {
			return 0, 0, err
		}
		if !b.again(m) {
			return read.quantile(0.99), float64(other) / b.duration.Seconds(), nil
		}
	}
}
