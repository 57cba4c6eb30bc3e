package ledger

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
	Profiles = []string{"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"}
	statuses = []string{"paused", "inProgress", "success", "error", "validationError", "quarantined", "unknownFutureValue"}
)

// A client creates one status after the other and keeps account.
type Client struct {
	Number   int
	Profiles []string // one of them for each status
	Random   *rand.Rand
	Web      *http.Client
	Serial   *atomic.Int64 // of all clients, for times
	Attempts []*Attempt    // of this round
	Open     *Attempt      // the last one, if its answer did not come
	Refused  func()        // called after each refusal, if not nil
	Faulty   bool          // calls fail, so the service may say that it does not know
}

// Create creates statuses until the service is gone, done is closed or there
// are as many as most; most 0 is no limit. Any answer that it should not have
// got is an error.
func (c *Client) Create(ctx context.Context, base string, most int, done <-chan struct{}) error {
	c.Attempts = nil
	if a := c.Open; a != nil {
		// As clients do, it tries again, if the id makes that safe.
		if a.ID != "" {
			if err := c.send(ctx, base, a, true); err != nil {
				return err
			}
		}
		c.Open = nil
	}
	for most == 0 || len(c.Attempts) < most {
		select {
		case <-done:
			return nil
		default:
		}
		a := c.next()
		c.Attempts = append(c.Attempts, a)
		if err := c.send(ctx, base, a, false); err != nil {
			return err
		}
		if a.Answer == Unknown {
			c.Open = a
			return nil
		}
		if a.Answer == Refused && c.Refused != nil {
			c.Refused()
		}
	}
	return nil
}

// next makes up an attempt.
func (c *Client) next() *Attempt {
	number := c.Serial.Add(1)
	a := &Attempt{
		client:  c.Number,
		Profile: c.Profiles[c.Random.IntN(len(c.Profiles))],
		Status:  statuses[c.Random.IntN(len(statuses))],
		Time:    TimeOf(number),
	}
	if c.Random.IntN(5) < 2 {
		a.ID = fmt.Sprintf("run-%d-%d", c.Number, number)
	}
	return a
}

// send sends an attempt and notes the answer. It leaves it unknown when none
// came.
func (c *Client) send(ctx context.Context, base string, a *Attempt, again bool) error {
	zone := time.FixedZone("", (c.Random.IntN(29)-14)*3600) // the service keeps UTC
	content := map[string]string{"status": a.Status, "lastSynchronizationDateTime": a.Time.In(zone).Format(time.RFC3339Nano)}
	if a.ID != "" {
		content["id"] = a.ID
	}
	body, err := json.Marshal(content)
	if err != nil {
		return err
	}
	compressed := c.Random.IntN(10) == 0
	if compressed {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, err := w.Write(body)
		if err := errors.Join(err, w.Close()); err != nil {
			return err
		}
		body = b.Bytes()
	}
	r, err := http.NewRequestWithContext(ctx, "POST", base+"/education/synchronizationProfiles/"+a.Profile+"/profileStatus", bytes.NewReader(body))
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
	resp, err := c.Web.Do(r)
	if err != nil {
		a.Cut = true
		return nil
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	a.Cut = err != nil
	if err != nil && resp.StatusCode != http.StatusCreated {
		return nil
	}
	if resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") == "" {
		return fmt.Errorf("a 503 has no Retry-After: %s", answer)
	}
	if c.Faulty && Unknowing(resp.StatusCode) {
		return nil
	}
	return a.note(resp.StatusCode, answer, err, again)
}

// Unknowing reports whether a status promises neither that a change was made
// nor that it was not.
func Unknowing(status int) bool {
	switch status {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// note notes what an answer says about an attempt.
func (a *Attempt) note(status int, body []byte, cut error, again bool) error {
	switch {
	case status == http.StatusCreated && cut != nil:
		return nil // the id may be in the part that is missing
	case status == http.StatusCreated:
		var e Entry
		if err := json.Unmarshal(body, &e); err != nil {
			return fmt.Errorf("an answer of 201 is no status: %s", body)
		}
		if !a.matches(a.Profile, e) || !e.Time.Equal(a.Time) {
			return fmt.Errorf("sent %+v, but the answer is %s", *a, body)
		}
		a.ID, a.Answer = e.ID, Acknowledged
	case status == http.StatusConflict && again:
		a.Answer = Acknowledged // the first try had been stored
	case status == http.StatusServiceUnavailable && again:
		return nil // which says nothing about the first try
	case status == http.StatusServiceUnavailable:
		a.Answer = Refused
	default:
		return fmt.Errorf("sent %s to %s and got %d: %s", a.Time.Format(time.RFC3339Nano), a.Profile, status, bytes.TrimSpace(body))
	}
	a.ended = time.Now()
	return nil
}
