package main

import (
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"profilestatus.example/test/internal/ledger"
)

// create lets each client create so many statuses, and notes what was answered.
func (t *trial) create(base string, most int) {
	var group sync.WaitGroup
	for _, c := range t.crew {
		group.Go(func() {
			if err := c.Create(t.ctx, base, most, nil); err != nil {
				t.report(ledger.Wrong, "%v", err)
			}
		})
	}
	group.Wait()
	for _, c := range t.crew {
		c.Open = nil // it is not tried again
		t.sent.Add(c.Attempts)
		for _, a := range c.Attempts {
			t.count[a.Answer]++
			if a.Cut {
				t.unanswered++
			}
		}
	}
}

// erase deletes a profile.
func (t *trial) erase(base string) {
	d := &ledger.Deletion{Profile: goneProfile, Began: time.Now()}
	t.deletions = append(t.deletions, d)
	r, err := http.NewRequestWithContext(t.ctx, "DELETE", base+"/education/synchronizationProfiles/"+goneProfile+"/profileStatus", nil)
	if err != nil {
		t.report(ledger.Wrong, "%v", err)
		return
	}
	r.Header.Set("Authorization", "Bearer token")
	resp, err := t.web.Do(r)
	if err != nil {
		return // no answer
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNoContent:
		d.Answer = ledger.Acknowledged
	case resp.StatusCode == http.StatusServiceUnavailable:
		d.Answer = ledger.Refused
	case ledger.Unknowing(resp.StatusCode):
		return
	default:
		t.report(ledger.Wrong, "a delete was answered with %d, want 204 or 503", resp.StatusCode)
		return
	}
	d.Ended = time.Now()
}

// checkLive checks what the service that met the fault tells about it. It may
// refuse to tell.
func (t *trial) checkLive(base string) {
	histories, err := ledger.ReadAll(t.ctx, t.web, base, t.readable())
	var status *ledger.StatusError
	switch {
	case err == nil:
		t.note("before the restart", ledger.Check(t.sent, t.deletions, histories))
	case errors.As(err, &status) && status.Status == http.StatusServiceUnavailable:
	default:
		t.report(ledger.Wrong, "before the restart: %v", err)
	}
}

// restart checks what a service without faults tells, and that it can go on.
func (t *trial) restart() error {
	s, base, err := t.start(t.file)
	if t.ctx.Err() != nil {
		return t.ctx.Err()
	}
	if err != nil {
		t.report(ledger.Stuck, "after the fault, without one: %v", err)
		return nil
	}
	defer s.kill()
	under := t.count
	for _, c := range t.crew {
		c.Refused, c.Faulty = nil, false
	}
	t.create(base, 1)
	if n := t.count[ledger.Acknowledged] - under[ledger.Acknowledged]; n != len(t.crew) {
		t.report(ledger.Stuck, "after a restart without faults %d of %d creates were acknowledged", n, len(t.crew))
	}
	t.count = under
	histories, err := ledger.ReadAll(t.ctx, t.web, base, t.readable())
	if err != nil {
		t.report(ledger.Wrong, "after the restart: %v", err)
		return t.ctx.Err()
	}
	t.note("after the restart", ledger.Check(t.sent, t.deletions, histories))
	return nil
}

// readable are the profiles that may have statuses.
func (t *trial) readable() []string {
	return slices.Concat(ledger.Profiles, oldProfiles, []string{goneProfile})
}

// note keeps findings with the time at which they were made.
func (t *trial) note(when string, found []ledger.Finding) {
	for _, f := range found {
		f.Text = when + ": " + f.Text
		t.found = append(t.found, f)
	}
}
