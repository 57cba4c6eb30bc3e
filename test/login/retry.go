package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"profilestatus.example/test/internal/folder"
)

// A retry is a rule for the creates of a tenant, what an app gets that creates
// one status, and the statuses that the journal has then, 0 for no answer.
type retry struct {
	name, rule, gets, statuses string
	reason                     string
}

var retries = []retry{
	{"throttled", `{"times":2,"answer":{"status":429,"retryAfter":1}}`, "201", "429 429 201", "the library waits as it is told, twice"},
	{"unavailable", `{"times":1,"answer":{"status":503,"retryAfter":1}}`, "201", "503 201", "nothing was stored before"},
	{"stored", `{"times":1,"when":"after","answer":{"status":503,"retryAfter":1}}`, "409", "503 409", "the id of the client shows that the first create worked"},
	{"cut", `{"times":1,"when":"after","connection":"cut"}`, "no answer", "201", "the library leaves it to the app"},
	{"slow", `{"times":1,"delay":{"fixed":30000}}`, "no answer", "0", "the app has a time-out of a second"},
}

// tryRetries lets a program meet every rule, each in a tenant of its own, and
// compares what it got and what the service has seen.
func (c client) tryRetries(ctx context.Context, d folder.Dir, s *service) error {
	if c.retry == "" {
		return nil
	}
	control := newController(s)
	line, want := c.retry, ""
	for _, r := range retries {
		if _, err := control.send(ctx, http.MethodPost, c.folder, r, "__mock/rules", r.rule); err != nil {
			return err
		}
		line += " " + r.name
		want += r.name + ": " + r.gets + "\n"
	}
	d.Env = append(d.Env, s.env...)
	out, err := d.Run(ctx, line)
	if err != nil {
		return err
	}
	if out != want {
		return fmt.Errorf("%s printed %q, want %q", c.retry, out, want)
	}
	for _, r := range retries {
		if err := control.compare(ctx, c.folder, r); err != nil {
			return fmt.Errorf("%s: %w (%s)", r.name, err, r.reason)
		}
	}
	return nil
}

// A controller reaches what controls the service.
type controller struct {
	origin string
	http.Client
}

func newController(s *service) *controller {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(s.certificate)
	return &controller{s.mock, http.Client{Timeout: time.Minute, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}}
}

// send sends a request for the tenant of a client and a rule.
func (c *controller) send(ctx context.Context, method, client string, r retry, path, body string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.origin+"/tenants/"+client+"-"+r.name+"/"+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= 400 {
		err = fmt.Errorf("%s %s: %s\n%s", method, path, resp.Status, data)
	}
	return data, err
}

// compare compares what was recorded with what was to come, and fails if the
// contract was broken. What a client does not wait for is recorded a little later.
func (c *controller) compare(ctx context.Context, client string, r retry) error {
	var journal struct {
		Exchanges []struct{ Response struct{ Status int } }
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		data, err := c.send(ctx, http.MethodGet, client, r, "__contract/violations", "")
		if err != nil {
			return err
		}
		if err := json.Unmarshal(data, &journal); err != nil {
			return err
		}
		if len(journal.Exchanges) > 0 || time.Now().After(deadline) {
			break
		}
	}
	var statuses []string
	for _, x := range journal.Exchanges {
		statuses = append(statuses, fmt.Sprint(x.Response.Status))
	}
	if got := strings.Join(statuses, " "); got != r.statuses {
		return fmt.Errorf("the service answered %s, want %s", got, r.statuses)
	}
	_, err := c.send(ctx, http.MethodGet, client, r, "__contract/assert", "")
	return err
}
