package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"profilestatus.example/test/internal/ledger"
)

const (
	// requestLimit is longer than the service may take for anything.
	requestLimit = 30 * time.Second
	loadLimit    = requestLimit + 5*time.Second

	// patience bounds how long most trials wait for answers before they kill
	// the service: one that does not know an outcome tries for long to learn it.
	patience = 500 * time.Millisecond

	// closeLimit bounds an end in order.
	closeLimit = 30 * time.Second

	// collectLimit bounds how long a fault in the garbage collection is
	// waited for. Nothing tells when it is over.
	collectLimit = 100 * time.Millisecond
)

// A trial is one case as it was played.
type trial struct {
	*faults
	fault
	number    int
	file      string
	web       *http.Client
	serial    atomic.Int64
	crew      []*ledger.Client
	sent      ledger.Ledger
	deletions []*ledger.Deletion

	interrupted atomic.Bool // the service was killed while the clients worked

	mu    sync.Mutex
	found []ledger.Finding
	hits  int
	count [3]int // creates under faults, by answer

	unanswered int // creates
}

// newTrial prepares the files and clients of a case.
func (f *faults) newTrial(number int) (*trial, error) {
	fault, random := f.plan.at(number)
	dir := filepath.Join(f.dir, fmt.Sprintf("case-%d-%d", number, f.folders.Add(1)))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	t := &trial{
		faults: f, fault: fault, number: number, file: filepath.Join(dir, "s.db"), sent: make(ledger.Ledger),
		web: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: fault.clients}, Timeout: requestLimit},
	}
	if fault.scene.template != "" {
		from, err := f.template(fault.scene.template)
		if err != nil {
			return nil, fmt.Errorf("template %s: %w", fault.scene.template, err)
		}
		if t.sent, err = from.copyTo(t.file); err != nil {
			return nil, err
		}
		t.serial.Store(from.serial.Load())
	}
	known := ledger.Profiles
	if fault.scene.erase {
		known = append(known[:2:2], goneProfile)
	}
	for i := range fault.clients {
		t.crew = append(t.crew, &ledger.Client{
			Number: i, Profiles: known, Web: t.web, Serial: &t.serial,
			Random: rand.New(rand.NewPCG(random.Uint64(), uint64(i))),
		})
	}
	return t, nil
}

// report notes a finding that is not one of a history.
func (t *trial) report(kind, format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.found = append(t.found, ledger.Finding{Kind: kind, Text: fmt.Sprintf(format, args...)})
}

// play runs the service with the fault, kills it, starts it without, and
// checks what it holds.
func (t *trial) play() error {
	defer t.web.CloseIdleConnections()
	s, err := t.launch(t.file, t.scene.early)
	if err != nil {
		return err
	}
	defer s.kill()
	var tracer *tracer
	if t.scene.early {
		if tracer, err = t.attach(s); err != nil {
			return err
		}
		s.release()
	}
	base, err := s.await()
	if err == nil {
		tracer, err = t.underFaults(s, base, tracer)
	} else if tracer != nil {
		err = nil // a start that fails acknowledges nothing
		t.checkExit(s)
	}
	s.kill()
	if tracer != nil {
		tracer.stop()
		var e error
		t.hits, e = tracer.hits()
		err = errors.Join(err, e)
	}
	if err != nil {
		return err
	}
	if base == "" && t.hits == 0 {
		t.report(ledger.Stuck, "the service did not start although nothing failed: see service.log")
	}
	return t.restart()
}

func (t *trial) attach(s *service) (*tracer, error) {
	return attach(s.cmd.Process.Pid, t.fault, t.file, filepath.Join(filepath.Dir(t.file), "trace"))
}

// checkExit reports an end that is neither success nor failure of the program,
// such as that of a panic.
func (t *trial) checkExit(s *service) {
	switch code := s.cmd.ProcessState.ExitCode(); code {
	case 0, 1:
	case -1:
		t.report(ledger.Stuck, "the service did not end by itself: %v", s.cmd.ProcessState)
	default:
		t.report(ledger.Died, "exit code %d, want 0 or 1: see service.log", code)
	}
}

// underFaults lets the clients work while calls fail.
func (t *trial) underFaults(s *service, base string, early *tracer) (*tracer, error) {
	if t.scene.warm {
		t.create(base, 1)
		if t.count[ledger.Acknowledged] != len(t.crew) {
			return early, fmt.Errorf("before any fault %d of %d creates were acknowledged", t.count[ledger.Acknowledged], len(t.crew))
		}
	}
	tracer := early
	if tracer == nil {
		var err error
		if tracer, err = t.attach(s); err != nil {
			return nil, err
		}
	}
	if t.scene.closing {
		s.terminate(closeLimit)
		t.checkExit(s)
		return tracer, nil
	}
	for _, c := range t.crew {
		c.Faulty = true
		if t.cut {
			c.Refused = func() { t.interrupt(s) }
		}
	}
	limit := patience
	if t.patient {
		limit = loadLimit
	}
	timer := time.AfterFunc(limit, func() { t.interrupt(s) })
	var group sync.WaitGroup
	if t.scene.erase {
		group.Go(func() { t.erase(base) })
	}
	t.create(base, t.creates)
	group.Wait()
	if t.scene.erase {
		t.awaitHit(tracer)
	}
	if !timer.Stop() {
		<-s.gone // it was or is being killed
	}
	t.checkService(s)
	if t.look && !t.interrupted.Load() && !s.ended() {
		tracer.stop()
		t.checkLive(base)
	}
	return tracer, nil
}

// interrupt kills the service while the clients work.
func (t *trial) interrupt(s *service) {
	t.interrupted.Store(true)
	s.kill()
}

// awaitHit gives the garbage collection time to meet the fault.
func (t *trial) awaitHit(tracer *tracer) {
	for end := time.Now().Add(collectLimit); time.Now().Before(end); pause(t.ctx, 2*time.Millisecond) {
		if n, err := tracer.hits(); n > 0 || err != nil {
			return
		}
	}
}

// checkService reports a service that ended by itself or left a request
// without an answer.
func (t *trial) checkService(s *service) {
	if t.interrupted.Load() {
		return
	}
	if t.unanswered > 0 {
		select {
		case <-s.gone: // it takes a moment
		case <-time.After(time.Second):
		}
	}
	switch {
	case s.ended():
		t.report(ledger.Died, "the service ended while it served: %v: see service.log", s.cmd.ProcessState)
	case t.unanswered > 0:
		t.report(ledger.Stuck, "%d creates were not answered", t.unanswered)
	}
}
