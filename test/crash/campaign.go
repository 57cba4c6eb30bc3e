package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"profilestatus.example/test/internal/ledger"
)

// shown bounds how many findings are printed.
const shown = 20

// A campaign kills the service again and again.
type campaign struct {
	*host
	out      io.Writer
	rounds   int
	clients  int
	fileRows int
	seed     uint64

	file    string
	files   int
	sent    ledger.Ledger // on file
	crew    []*ledger.Client
	serial  atomic.Int64
	web     *http.Client
	checked int // statuses, in all rounds
}

// run plays all rounds and returns an error as soon as one has findings.
func (c *campaign) run() error {
	if err := c.build(); err != nil {
		return err
	}
	c.web = &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: c.clients},
		Timeout:   20 * time.Second,
	}
	fmt.Fprintf(c.out, "seed %d, %d clients, %d profiles\n", c.seed, c.clients, len(ledger.Profiles))
	random := rand.New(rand.NewPCG(c.seed, 0))
	begin := time.Now()
	total := 0
	for round := range c.rounds {
		c.openFile(round)
		n, err := c.play(round, random)
		total += n
		if err != nil {
			if c.ctx.Err() != nil {
				return errors.New("interrupted")
			}
			c.keep = true
			return fmt.Errorf("round %d: %w", round+1, err)
		}
	}
	_, err := fmt.Fprintf(c.out, "ok: %d rounds in %.0f s, %d acknowledged statuses, none lost, doubled, torn or out of order; %d read back\n",
		c.rounds, time.Since(begin).Seconds(), total, c.checked)
	return err
}

// openFile begins a new file and new clients when there is none or it has grown
// so large that reading all of it takes long.
func (c *campaign) openFile(round int) {
	if c.file != "" && len(c.sent) < c.fileRows {
		return
	}
	c.files++
	c.file = filepath.Join(c.dir, fmt.Sprintf("crash-%d.db", c.files))
	c.sent = make(ledger.Ledger)
	c.crew = nil
	for i := range c.clients {
		c.crew = append(c.crew, &ledger.Client{
			Number: i, Profiles: ledger.Profiles, Web: c.web, Serial: &c.serial,
			Random: rand.New(rand.NewPCG(c.seed, uint64(round*c.clients+i+1))),
		})
	}
}

// play plays one round: load, the end of the process, a restart, and a look at
// everything. It returns how many creates were acknowledged.
func (c *campaign) play(round int, random *rand.Rand) (answered int, err error) {
	text, err := c.load(endings[round%len(endings)], random)
	if err != nil {
		return 0, err
	}
	text += c.interrupt(round, random)
	begin := time.Now()
	s, base, err := c.start(c.file)
	if err != nil {
		return 0, err
	}
	defer s.kill()
	recovery := time.Since(begin)
	histories, err := ledger.ReadAll(c.ctx, c.web, base, ledger.Profiles)
	if err != nil {
		return 0, err
	}
	c.web.CloseIdleConnections()
	if found := ledger.Check(c.sent, nil, histories); len(found) > 0 {
		return 0, report(found)
	}
	rows := 0
	for _, h := range histories {
		rows += len(h)
	}
	c.checked += rows
	var count [3]int // by answer
	for _, client := range c.crew {
		for _, a := range client.Attempts {
			count[a.Answer]++
		}
	}
	_, err = fmt.Fprintf(c.out, "round %d: %s; %d acknowledged, %d refused, %d without answer; up again after %d ms with all of %d\n", round+1, text,
		count[ledger.Acknowledged], count[ledger.Refused], count[ledger.Unknown], recovery.Milliseconds(), rows)
	return count[ledger.Acknowledged], err
}

// load starts the service, lets the clients work until it has ended, and enters
// what they did into the ledger.
func (c *campaign) load(end ending, random *rand.Rand) (text string, err error) {
	s, base, err := c.start(c.file)
	if err != nil {
		return "", err
	}
	var group sync.WaitGroup
	done := make(chan struct{})
	errs := make([]error, len(c.crew))
	for i, client := range c.crew {
		group.Go(func() { errs[i] = client.Create(c.ctx, base, 0, done) })
	}
	text = end(c, s, random)
	close(done)
	group.Wait()
	c.web.CloseIdleConnections()
	for _, client := range c.crew {
		c.sent.Add(client.Attempts)
	}
	return text, errors.Join(errs...)
}

// report makes findings into an error that names each, up to a number.
func report(found []ledger.Finding) error {
	var errs []error
	for _, f := range found[:min(shown, len(found))] {
		errs = append(errs, errors.New(f.String()))
	}
	return fmt.Errorf("%d findings:\n%w", len(found), errors.Join(errs...))
}
