package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// A sample is what a service holds at one time.
type sample struct {
	at          time.Duration // since it started
	rss         float64       // MiB
	descriptors int
	threads     int
	goroutines  int // 0: it does not tell
}

func (m sample) String() string {
	text := fmt.Sprintf("%8s  %6.1f MiB  %3d descriptors  %2d threads", m.at.Round(time.Second), m.rss, m.descriptors, m.threads)
	if m.goroutines > 0 {
		text += fmt.Sprintf("  %3d goroutines", m.goroutines)
	}
	return text
}

// measure looks at the process.
func (p *service) measure(at time.Duration) (sample, error) {
	m := sample{at: at}
	proc := fmt.Sprintf("/proc/%d/", p.cmd.Process.Pid)
	status, err := os.ReadFile(proc + "status")
	if err != nil {
		return m, fmt.Errorf("look at the service (only Linux tells): %w", err)
	}
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " kB"))
		switch {
		case name == "VmRSS" && err == nil:
			m.rss = float64(n) / 1024
		case name == "Threads" && err == nil:
			m.threads = n
		}
	}
	open, err := os.ReadDir(proc + "fd")
	m.descriptors = len(open)
	m.goroutines = p.goroutines()
	return m, err
}

// goroutines returns what the metrics of the service tell, or 0 if there are
// none.
func (p *service) goroutines() int {
	web := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := web.Get(p.admin + "/metrics")
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<20)) // what came of it may still tell
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "go_goroutines "); ok {
			n, _ := strconv.ParseFloat(strings.TrimSpace(value), 64)
			return int(n)
		}
	}
	return 0
}

// A rested service has worked and come to rest.
type rested struct {
	last       sample
	goroutines int
	*traffic
}

// rest starts a service, lets it work for a time and calls each with what it
// holds, in each minute or tenth of the time the sample with the least memory:
// the garbage of a moment is no leak. It returns what it holds when nothing is
// left to do.
func (s *soak) rest(ctx context.Context, length time.Duration, each func(sample)) (r rested, err error) {
	p, err := s.start(ctx)
	if err != nil {
		return r, err
	}
	defer p.kill()
	began := time.Now()
	playing, stop := context.WithTimeout(ctx, length)
	defer stop()
	done := make(chan struct{})
	go func() { r.traffic = play(playing, p, s.rate); close(done) }()
	defer func() { stop(); <-done }()
	interval := min(time.Minute, max(length/10, time.Second))
	var least sample
	for next := interval; playing.Err() == nil; {
		select {
		case <-time.After(interval / 30):
		case <-playing.Done():
			continue
		}
		m, err := p.measure(time.Since(began))
		if err != nil {
			return r, err
		}
		if least.at == 0 || m.rss < least.rss {
			least = m
		}
		if m.at >= next {
			least.at = m.at
			each(least)
			least, next = sample{}, next+interval
		}
	}
	<-done
	if err := ctx.Err(); err != nil {
		return r, err
	}
	if r.last, err = settle(ctx, p, began); err == nil {
		r.goroutines, err = p.end()
	}
	return r, err
}

// settle waits until idle tenants are forgotten and what the service has open is
// no longer becoming less.
func settle(ctx context.Context, p *service, began time.Time) (sample, error) {
	select {
	case <-time.After(idle * 3 / 2):
	case <-ctx.Done():
		return sample{}, ctx.Err()
	}
	return p.measure(time.Since(began))
}
