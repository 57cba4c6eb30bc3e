package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	profiles = 1000
	path     = "/beta/education/synchronizationProfiles/profile-%04d/profileStatus"
	body     = `{"status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z"}`
)

// requests returns one request for each profile, with one of the tokens.
func requests(method, body string, tokens ...string) [][]byte {
	all := make([][]byte, profiles)
	for i := range all {
		all[i] = fmt.Appendf(nil, "%s "+path+" HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n", method, i, tokens[i%len(tokens)])
		if body != "" {
			all[i] = fmt.Appendf(all[i], "Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
		}
		all[i] = fmt.Appendf(all[i], "\r\n%s", body)
	}
	return all
}

// creates and reads are the two requests that are measured.
var (
	creates = requests("POST", body, "token")
	reads   = requests("GET", "", "token")
)

// A load is a number of connections, each with one request at a time.
type load struct {
	requests    [][]byte
	status      int // of every answer
	connections int
	interval    time.Duration // between the requests of a connection; 0: the next at once
	limit       int           // of requests; 0: none
}

// An outcome is what a load has met between two moments.
type outcome struct {
	requests  int
	latencies []time.Duration // sorted
}

// run keeps up a load until the second moment and counts from the first.
func (l load) run(ctx context.Context, addr string, from, to time.Time) (outcome, error) {
	results := make([]outcome, l.connections)
	errs := make([]error, l.connections)
	var sent atomic.Int64
	var group sync.WaitGroup
	for i := range l.connections {
		c, err := dial(addr, l.status)
		if err != nil {
			errs[i] = err
			break
		}
		_ = c.SetDeadline(to.Add(10 * time.Second)) // cannot fail on a new connection
		stop := context.AfterFunc(ctx, func() { _ = c.Close() })
		group.Go(func() {
			defer stop()
			defer c.Close()
			errs[i] = l.repeat(c, i, from, to, &sent, &results[i])
		})
	}
	group.Wait()
	var all outcome
	for _, r := range results {
		all.requests += r.requests
		all.latencies = append(all.latencies, r.latencies...)
	}
	slices.Sort(all.latencies)
	return all, errors.Join(errs...)
}

// repeat is the life of one connection. They begin at different profiles.
func (l load) repeat(c *conn, i int, from, to time.Time, sent *atomic.Int64, result *outcome) error {
	next := i * len(l.requests) / l.connections
	now := time.Now()
	due := now.Add(l.interval * time.Duration(i) / time.Duration(l.connections))
	for now.Before(to) && (l.limit == 0 || sent.Add(1) <= int64(l.limit)) {
		if l.interval > 0 {
			time.Sleep(due.Sub(now))
			due = due.Add(l.interval)
			now = time.Now()
		}
		if err := c.exchange(l.requests[next%len(l.requests)]); err != nil {
			return err
		}
		next++
		end := time.Now()
		if !now.Before(from) && end.Before(to) {
			result.requests++
			result.latencies = append(result.latencies, end.Sub(now))
		}
		now = end
	}
	return nil
}

// quantile returns the latency that a share of the requests kept to, in
// milliseconds.
func (o outcome) quantile(q float64) float64 {
	if len(o.latencies) == 0 {
		return 0
	}
	return float64(o.latencies[min(int(q*float64(len(o.latencies))), len(o.latencies)-1)]) / float64(time.Millisecond)
}

// A reading is a measured load.
type reading struct {
	rate float64 // requests per second
	cpu  float64 // of the server, microseconds per request
	p99  float64 // milliseconds
}

// measure puts a load on a server and reads the figures after the warm-up.
func (b *bench) measure(p *process, l load) (reading, error) {
	from := time.Now().Add(b.warmUp)
	to := from.Add(b.duration)
	var before, after time.Duration
	var err1, err2 error
	var watch sync.WaitGroup
	watch.Go(func() {
		time.Sleep(time.Until(from))
		before, err1 = p.cpu()
		time.Sleep(time.Until(to))
		after, err2 = p.cpu()
	})
	o, err := l.run(b.ctx, p.addr, from, to)
	watch.Wait()
	if err := errors.Join(err, err1, err2); err != nil {
		return reading{}, err
	}
	if o.requests == 0 {
		return reading{}, errors.New("no request was answered in time: try a longer -duration")
	}
	return reading{
		rate: float64(o.requests) / b.duration.Seconds(),
		cpu:  float64((after - before).Microseconds()) / float64(o.requests),
		p99:  o.quantile(0.99),
	}, nil
}
