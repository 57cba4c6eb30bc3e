package main

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"profilestatus.example/test/internal/ledger"
)

// A crew is clients that create statuses at the same time and keep account.
type crew struct {
	*host
	web    *http.Client
	meter  *meter
	serial atomic.Int64
	sent   ledger.Ledger

	stop    chan struct{}
	running sync.WaitGroup
	errs    []error // by client
	clients []*ledger.Client
	all     [][]*ledger.Attempt // by client
}

// newCrew returns clients that wait a little after each refusal. Faulty says that connections and databases break, so that answers such as
// 502 are right.
func (h *host) newCrew(web *http.Client, clients int, faulty bool) *crew {
	m := &meter{next: web.Transport, counts: make(map[int]int), last: time.Now()}
	c := &crew{host: h, web: &http.Client{Transport: m, Timeout: 30 * time.Second}, meter: m, sent: make(ledger.Ledger), stop: make(chan struct{})}
	for i := range clients {
		c.clients = append(c.clients, &ledger.Client{
			Number: i, Profiles: ledger.Profiles, Web: c.web, Serial: &c.serial, Faulty: faulty,
			Random:  rand.New(rand.NewPCG(rand.Uint64(), uint64(i))),
			Refused: func() { h.pause(50 * time.Millisecond) }, // less than Retry-After says, so as to meet more
		})
	}
	c.errs, c.all = make([]error, clients), make([][]*ledger.Attempt, clients)
	return c
}

// work lets the clients create until they are told to stop. Each sends to one of its
// bases at a time, and to the next when it got no answer, as real ones do.
func (c *crew) work(bases func(client int) []string) {
	for i, client := range c.clients {
		own := bases(i)
		c.running.Go(func() {
			for n := i; c.errs[i] == nil && c.ctx.Err() == nil; n++ {
				c.errs[i] = client.Create(c.ctx, own[n%len(own)], 0, c.stop)
				c.all[i] = append(c.all[i], client.Attempts...)
				select {
				case <-c.stop:
					return
				case <-time.After(10 * time.Millisecond):
				}
			}
		})
	}
}

// end stops the clients and returns what they should not have been answered.
func (c *crew) end() error {
	close(c.stop)
	c.running.Wait()
	for _, attempts := range c.all {
		c.sent.Add(attempts)
	}
	return errors.Join(c.errs...)
}

// check reads the profiles at each base URL back and compares them with what was
// answered.
func (c *crew) check(profiles map[string][]string) error {
	histories := make(map[string][]ledger.Entry)
	for base, names := range profiles {
		some, err := ledger.ReadAll(c.ctx, c.web, base, names)
		if err != nil {
			return err
		}
		maps.Copy(histories, some)
	}
	found := ledger.Check(c.sent, nil, histories)
	var errs []error
	for _, f := range found[:min(20, len(found))] {
		errs = append(errs, errors.New(f.String()))
	}
	if len(found) > 0 {
		return fmt.Errorf("%d findings:\n%w", len(found), errors.Join(errs...))
	}
	var count [3]int
	for _, a := range c.sent {
		count[a.Answer]++
	}
	c.say("%d creates: %d acknowledged, %d refused, %d not known; none lost, kept, doubled, torn or out of order",
		len(c.sent), count[ledger.Acknowledged], count[ledger.Refused], count[ledger.Unknown])
	return nil
}

// A meter counts answers to creates by status, and measures how long there was no
// success.
type meter struct {
	next http.RoundTripper

	mu     sync.Mutex
	counts map[int]int // 0: no answer
	last   time.Time   // success
	gap    time.Duration
}

func (m *meter) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := m.next.RoundTrip(r)
	if r.Method != http.MethodPost {
		return resp, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		m.counts[0]++
		return resp, err
	}
	m.counts[resp.StatusCode]++
	if now := time.Now(); resp.StatusCode == http.StatusCreated {
		m.gap, m.last = max(m.gap, now.Sub(m.last)), now
	}
	return resp, nil
}

// reset begins to count and to measure anew.
func (m *meter) reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.counts)
	m.gap, m.last = 0, time.Now()
}

// String says how long there was no success at most, and what was answered.
func (m *meter) String() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return fmt.Sprintf("writes stopped for up to %.1f s, answers by status: %v", max(m.gap, time.Since(m.last)).Seconds(), m.counts)
}

// succeeded returns how many creates were answered by 201.
func (m *meter) succeeded() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.counts[http.StatusCreated]
}

// goesOn waits until creates succeed again, and then for the load between events.
func (c *crew) goesOn(what string) error {
	before := c.meter.succeeded()
	err := c.await(&process{gone: make(chan struct{})}, "creates are answered by 201 "+what, func() error {
		if c.meter.succeeded() <= before+20 {
			return errors.New(c.meter.String())
		}
		return nil
	})
	c.pause(c.load)
	return err
}
