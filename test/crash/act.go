package main

import (
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"
)

// create lets each client create so many statuses, and notes what was answered.
func (t *trial) create(base string, most int) {
	var group sync.WaitGroup
	for _, c := range t.crew {
		group.Go(func() {
			if err := c.create(t.ctx, base, most, nil); err != nil {
				t.report(wrong, "%v", err)
			}
		})
	}
	group.Wait()
	for _, c := range t.crew {
		c.open = nil // it is not tried again
		t.sent.add(c.attempts)
		for _, a := range c.attempts {
			t.count[a.answer]++
			if a.cut {
				t.unanswered++
			}
		}
	}
}

// erase deletes a profile.
func (t *trial) erase(base string) {
	d := &deletion{profile: goneProfile, began: time.Now()}
	t.deletions = append(t.deletions, d)
	r, err := http.NewRequestWithContext(t.ctx, "DELETE", base+"/education/synchronizationProfiles/"+goneProfile+"/profileStatus", nil)
	if err != nil {
		t.report(wrong, "%v", err)
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
		d.answer = acknowledged
	case resp.StatusCode == http.StatusServiceUnavailable:
		d.answer = refused
	case unknowing(resp.StatusCode):
		return
	default:
		t.report(wrong, "a delete was answered with %d, want 204 or 503", resp.StatusCode)
		return
	}
	d.ended = time.Now()
}

// checkLive checks what the service that met the fault tells about it. It may
// refuse to tell.
func (t *trial) checkLive(base string) {
	histories, err := readAll(t.ctx, t.web, base, t.readable())
	var status *statusError
	switch {
	case err == nil:
		t.note("before the restart", check(t.sent, t.deletions, histories))
	case errors.As(err, &status) && status.status == http.StatusServiceUnavailable:
	default:
		t.report(wrong, "before the restart: %v", err)
	}
}

// restart checks what a service without faults tells, and that it can go on.
func (t *trial) restart() error {
	s, base, err := t.start(t.file)
	if t.ctx.Err() != nil {
		return t.ctx.Err()
	}
	if err != nil {
		t.report(stuck, "after the fault, without one: %v", err)
		return nil
	}
	defer s.kill()
	under := t.count
	for _, c := range t.crew {
		c.refused, c.faulty = nil, false
	}
	t.create(base, 1)
	if n := t.count[acknowledged] - under[acknowledged]; n != len(t.crew) {
		t.report(stuck, "after a restart without faults %d of %d creates were acknowledged", n, len(t.crew))
	}
	t.count = under
	histories, err := readAll(t.ctx, t.web, base, t.readable())
	if err != nil {
		t.report(wrong, "after the restart: %v", err)
		return t.ctx.Err()
	}
	t.note("after the restart", check(t.sent, t.deletions, histories))
	return nil
}

// readable are the profiles that may have statuses.
func (t *trial) readable() []string {
	return slices.Concat(profiles, oldProfiles, []string{goneProfile})
}

// note keeps findings with the time at which they were made.
func (t *trial) note(when string, found []finding) {
	for _, f := range found {
		f.text = when + ": " + f.text
		t.found = append(t.found, f)
	}
}
