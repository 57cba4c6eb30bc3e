package mock_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"profilestatus.example/mock"
	"profilestatus.example/mock/control/client"
)

var rounds = flag.Int("rounds", 2, "how many rounds each of the parallel suites does")

// TestParallelSuites: many suites share one server, each with its tenant, rule,
// clock and assertion, and all of them use the same profile and the same ids. None
// sees anything of another.
func TestParallelSuites(t *testing.T) {
	const suites = 200
	m, err := mock.New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	ts := httptest.NewServer(m.WithControl())
	t.Cleanup(ts.Close)
	transport := &http.Transport{MaxIdleConnsPerHost: suites, MaxConnsPerHost: suites}
	t.Cleanup(transport.CloseIdleConnections)
	var group sync.WaitGroup
	for i := range suites {
		group.Go(func() {
			s, err := newSuite(ts.URL, i, &http.Client{Transport: transport})
			for round := 0; err == nil && round < *rounds; round++ {
				err = s.play(t.Context(), round)
			}
			if err != nil {
				t.Errorf("suite %d: %v", i, err)
			}
		})
	}
	group.Wait()
}

// A suite is one of the parallel ones.
type suite struct {
	base    string
	number  int
	http    *http.Client
	control *client.ClientWithResponses
}

func newSuite(url string, number int, h *http.Client) (*suite, error) {
	base := fmt.Sprintf("%s/tenants/suite-%d", url, number)
	c, err := client.NewClientWithResponses(base, client.WithHTTPClient(h))
	return &suite{base, number, h, c}, err
}

// play is one test of a suite: it is throttled as often as it asked for, sees what
// it created and the time that it set, and asserts on what it sent.
func (s *suite) play(ctx context.Context, round int) error {
	times := int32(1 + (s.number+round)%3)
	now := time.Date(1990+s.number, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(round) * time.Hour)
	if err := s.prepare(ctx, times, now); err != nil {
		return err
	}
	id := fmt.Sprintf("run-%d", round%2)
	for range times {
		if err := s.send(ctx, "POST", statusOf(id), http.StatusTooManyRequests, ""); err != nil {
			return err
		}
	}
	for _, step := range []struct {
		method, body string
		status       int
		has, reason  string
	}{
		{"GET", "", 404, "", "no other suite has created anything here"},
		{"POST", statusOf(id), 201, `"id":"` + id + `"`, "the rule has done its work"},
		{"POST", statusOf(id), 409, "", "the id is taken, by this suite"},
		{"GET", "", 200, `"id":"` + id + `"`, "what this suite has created"},
	} {
		if err := s.send(ctx, step.method, step.body, step.status, step.has); err != nil {
			return fmt.Errorf("%w (reason: %s)", err, step.reason)
		}
	}
	return s.assert(ctx, times, now)
}

// prepare sets a rule and the clock.
func (s *suite) prepare(ctx context.Context, times int32, now time.Time) error {
	retryAfter := int32(0)
	created, err := s.control.CreateRuleWithResponse(ctx, client.Rule{
		Match:  &client.Match{Operations: &[]client.OperationID{client.OperationIDCreateProfileStatus}},
		Times:  &times,
		Answer: &client.Answer{Status: http.StatusTooManyRequests, RetryAfter: &retryAfter},
	})
	if err != nil {
		return err
	}
	if created.JSON201 == nil || created.JSON201.ID != "r1" {
		return fmt.Errorf("the rule: %s", created.Body)
	}
	set, err := s.control.PutClockWithResponse(ctx, client.Clock{Now: now})
	if err != nil {
		return err
	}
	if set.JSON200 == nil {
		return fmt.Errorf("the clock: %s", set.Body)
	}
	return nil
}

// send sends a request about the profile that all suites have.
func (s *suite) send(ctx context.Context, method, body string, want int, has string) error {
	r, err := http.NewRequestWithContext(ctx, method, s.base+"/beta"+profile, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer x")
	r.Header.Set("X-Test-Name", "test")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := s.http.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var answer strings.Builder
	if err := resp.Write(&answer); err != nil {
		return err
	}
	if resp.StatusCode != want || !strings.Contains(answer.String(), has) {
		return fmt.Errorf("%s %s: want %d with %q, got %s", method, body, want, has, &answer)
	}
	return nil
}

// assert asks whether all went as it should, and resets the tenant.
func (s *suite) assert(ctx context.Context, times int32, now time.Time) error {
	test := "test"
	kept, err := s.control.AssertContractWithResponse(ctx, &client.AssertContractParams{Test: &test})
	if err != nil {
		return err
	}
	if kept.JSON200 == nil || kept.JSON200.Counts.Exchanges != int64(times)+4 {
		return fmt.Errorf("the assertion after %d exchanges: %s", times+4, kept.Body)
	}
	rules, err := s.control.ListRulesWithResponse(ctx)
	if err != nil {
		return err
	}
	if rules.JSON200 == nil || len(rules.JSON200.Value) != 1 || rules.JSON200.Value[0].Fired != int64(times) {
		return fmt.Errorf("the rule, which should have answered %d requests: %s", times, rules.Body)
	}
	clock, err := s.control.GetClockWithResponse(ctx)
	if err != nil {
		return err
	}
	if clock.JSON200 == nil || clock.JSON200.Now.Before(now) || clock.JSON200.Now.After(now.Add(time.Hour)) {
		return fmt.Errorf("the clock, which was set to %s: %s", now, clock.Body)
	}
	reset, err := s.control.DeleteTenantWithResponse(ctx)
	if err != nil {
		return err
	}
	if reset.StatusCode() != http.StatusNoContent {
		return fmt.Errorf("the reset: %s", reset.Body)
	}
	return nil
}
