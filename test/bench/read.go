package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"
)

// read compares reads of the newest status on an idle server with the same
// reads while creates go on. Eight connections read a hundred times a second
// each, which leaves the machine idle but for them.
//
// Creates go on in two ways. At a fixed rate there is processor time to spare,
// so that what a read waits for is the store. At full rate client and server
// use both cores up, and a read also waits for its turn on them. The creates come
// from a process of their own: what a read waits for in its client is no property of
// the service.
func (b *bench) read() error {
	p, err := b.service("--store", "sqlite:"+filepath.Join(b.temp, "read.db"))
	if err != nil {
		return err
	}
	defer p.kill()
	fill := load{requests: creates, status: 201, connections: 64, limit: 10 * profiles}
	if _, err := fill.run(b.ctx, p.addr, time.Now(), time.Now().Add(time.Minute)); err != nil {
		return err
	}
	create := load{requests: creates, status: 201, connections: 64}
	paced := create
	paced.interval = 64 * time.Second / pacedRate
	var p99, rate [3]sample
	for round := range b.rounds {
		for i, beside := range []*load{nil, &paced, &create} {
			r, w, err := b.readBeside(p, beside)
			if err != nil {
				return err
			}
			p99[i] = append(p99[i], r)
			rate[i] = append(rate[i], w)
		}
		b.say("read, round %d: p99 %.1f ms idle, %.1f ms beside %s creates/s, %.1f ms beside %s/s", round+1, p99[0][round],
			p99[1][round], thousands(rate[1][round]), p99[2][round], thousands(rate[2][round]))
	}
	if _, err := p.stop(); err != nil {
		return err
	}
	for i, how := range []string{1: "a steady " + thousands(pacedRate) + " creates/s", 2: "as many creates as go"} {
		if i > 0 {
			b.table.add(row{figure: "read the newest beside " + how + ": p99", against: "idle server", format: "%.1f", atMost: []float64{1: 2.5, 2: 4}[i],
				got: p99[i].ratio(p99[0]), note: fmt.Sprintf("%.1f ms beside %s creates/s against %.1f ms", p99[i].median(), thousands(rate[i].median()), p99[0].median())})
		}
	}
	return nil
}

// pacedRate is how many creates a second the machine can well bear.
const pacedRate = 10_000

// readBeside returns the p99 of reads beside another load, if any, and the
// rate of that.
func (b *bench) readBeside(p *process, beside *load) (p99, rate float64, err error) {
	for {
		b.quiet()
		m := mark(p)
		from := time.Now().Add(b.warmUp)
		to := from.Add(b.duration)
		var read outcome
		var other int
		var err1, err2 error
		var group sync.WaitGroup
		group.Go(func() {
			read, err1 = load{requests: reads, status: 200, connections: 8, interval: 10 * time.Millisecond}.run(b.ctx, p.addr, from, to)
		})
		if beside != nil {
			group.Go(func() { other, err2 = b.elsewhere(*beside, p.addr, from, to) })
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
