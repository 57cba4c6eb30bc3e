package suite_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"profilestatus.example/mock/mocktest"
)

// create is the client under test: when it is throttled it waits as long as it
// was told.
func create(ctx context.Context, baseURL, profile, status string) error {
	url := baseURL + "/education/synchronizationProfiles/" + profile + "/profileStatus"
	body := fmt.Sprintf(`{"status":%q,"lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`, status)
	for {
		r, err := http.NewRequestWithContext(ctx, "POST", url, strings.NewReader(body))
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer any-token")
		r.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			return err
		}
		_ = resp.Body.Close()
		switch resp.StatusCode {
		case http.StatusCreated:
			return nil
		case http.StatusTooManyRequests:
			seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
			if err != nil {
				return err
			}
			time.Sleep(time.Duration(seconds) * time.Second)
		default:
			return fmt.Errorf("create: %s", resp.Status)
		}
	}
}

func TestThrottled(t *testing.T) {
	t.Parallel()
	m := mocktest.New(t)
	rule := m.Rule(mocktest.Answer(429).RetryAfter(1).Times(1).Operation("createProfileStatus"))

	if err := create(t.Context(), m.URL, "school-1", "success"); err != nil {
		t.Fatal(err)
	}
	if n := m.Fired(rule); n != 1 {
		t.Errorf("throttled %d times, want once", n)
	}
}

func TestRunEnds(t *testing.T) {
	t.Parallel()
	m := mocktest.New(t)
	m.Scenario("success", 5*time.Minute)
	if err := create(t.Context(), m.URL, "school-1", "inProgress"); err != nil {
		t.Fatal(err)
	}
	m.Advance(6 * time.Minute)
	profiles := *m.State().Profiles
	if got := profiles[0].Statuses[0].Status; got != "success" {
		t.Errorf("the run is %s, want success", got)
	}
}
