package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"
)

var (
	profiles = []string{"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"}
	statuses = []string{"paused", "inProgress", "success", "error", "validationError", "quarantined", "unknownFutureValue"}
)

// A client creates one status after the other and keeps account.
type client struct {
	number   int
	profiles []string // one of them for each status
	random   *rand.Rand
	web      *http.Client
	serial   *atomic.Int64 // of all clients, for times
	attempts []*attempt    // of this round
	open     *attempt      // the last one, if its answer did not come
	refused  func()        // called after each refusal, if not nil
	faulty   bool          // calls fail, so the service may say that it does not know
}

// create creates statuses until the service is gone, done is closed or there
// are as many as most; most 0 is no limit. Any answer that it should not have
// got is an error.
func (c *client) create(ctx context.Context, base string, most int, done <-chan struct{}) error {
	c.attempts = nil
	if a := c.open; a != nil {
		// As clients do, it tries again, if the id makes that safe.
		if a.id != "" {
			if err := c.send(ctx, base, a, true); err != nil {
				return err
			}
		}
		c.open = nil
	}
	for most == 0 || len(c.attempts) < most {
		select {
		case <-done:
			return nil
		default:
		}
		a := c.next()
		c.attempts = append(c.attempts, a)
		if err := c.send(ctx, base, a, false); err != nil {
			return err
		}
		if a.answer == unknown {
			c.open = a
			return nil
		}
		if a.answer == refused && c.refused != nil {
			c.refused()
		}
	}
	return nil
}

// next makes up an attempt.
func (c *client) next() *attempt {
	number := c.serial.Add(1)
	a := &attempt{
		client:  c.number,
		profile: c.profiles[c.random.IntN(len(c.profiles))],
		status:  statuses[c.random.IntN(len(statuses))],
		time:    timeOf(number),
	}
	if c.random.IntN(5) < 2 {
		a.id = fmt.Sprintf("run-%d-%d", c.number, number)
	}
	return a
}

// send sends an attempt and notes the answer. It leaves it unknown when none
// came.
func (c *client) send(ctx context.Context, base string, a *attempt, again bool) error {
	zone := time.FixedZone("", (c.random.IntN(29)-14)*3600) // the service keeps UTC
	content := map[string]string{"status": a.status, "lastSynchronizationDateTime": a.time.In(zone).Format(time.RFC3339Nano)}
	if a.id != "" {
		content["id"] = a.id
	}
	body, err := json.Marshal(content)
	if err != nil {
		return err
	}
	compressed := c.random.IntN(10) == 0
	if compressed {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, err := w.Write(body)
		if err := errors.Join(err, w.Close()); err != nil {
			return err
		}
		body = b.Bytes()
	}
	r, err := http.NewRequestWithContext(ctx, "POST", base+"/education/synchronizationProfiles/"+a.profile+"/profileStatus", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer token")
	r.Header.Set("Content-Type", "application/json")
	if compressed {
		r.Header.Set("Content-Encoding", "gzip")
	}
	if !again {
		a.began = time.Now()
	}
	resp, err := c.web.Do(r)
	if err != nil {
		a.cut = true
		return nil
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	a.cut = err != nil
	if err != nil && resp.StatusCode != http.StatusCreated {
		return nil
	}
	if c.faulty && unknowing(resp.StatusCode) {
		return nil
	}
	return a.note(resp.StatusCode, answer, err, again)
}

// unknowing reports whether a status promises neither that a change was made
// nor that it was not.
func unknowing(status int) bool {
	return status == http.StatusInternalServerError || status == http.StatusGatewayTimeout
}

// note notes what an answer says about an attempt.
func (a *attempt) note(status int, body []byte, cut error, again bool) error {
	switch {
	case status == http.StatusCreated && cut != nil:
		return nil // the id may be in the part that is missing
	case status == http.StatusCreated:
		var e entry
		if err := json.Unmarshal(body, &e); err != nil {
			return fmt.Errorf("an answer of 201 is no status: %s", body)
		}
		if !a.matches(a.profile, e) || !e.Time.Equal(a.time) {
			return fmt.Errorf("sent %+v, but the answer is %s", *a, body)
		}
		a.id, a.answer = e.ID, acknowledged
	case status == http.StatusConflict && again:
		a.answer = acknowledged // the first try had been stored
	case status == http.StatusServiceUnavailable && again:
		return nil // which says nothing about the first try
	case status == http.StatusServiceUnavailable:
		a.answer = refused
	default:
		return fmt.Errorf("sent %s to %s and got %d: %s", a.time.Format(time.RFC3339Nano), a.profile, status, bytes.TrimSpace(body))
	}
	a.ended = time.Now()
	return nil
}
