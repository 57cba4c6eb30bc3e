package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// A replica is a place at which one process of the program runs after another.
type replica struct {
	*host
	name, addr, admin, dsn string
	process                *process
}

// newReplicas returns three replicas on a database, none of them started.
func (h *host) newReplicas(dsn string) (all []*replica, err error) {
	for i := range 3 {
		r := &replica{host: h, name: fmt.Sprintf("replica-%d", i+1), dsn: dsn}
		var err1, err2 error
		r.addr, err1 = freeAddress()
		r.admin, err2 = freeAddress()
		err = errors.Join(err, err1, err2)
		all = append(all, r)
	}
	return all, err
}

// start starts a program there and waits until it is ready.
func (r *replica) start(program string) (err error) {
	r.process, err = r.launch(r.name, program, "serve", "--addr", r.addr, "--admin", r.admin, "--test-powers",
		"--drain-delay", drainDelay.String(), "--log-level", "warn", "--store", r.dsn)
	if err != nil {
		return err
	}
	return r.await(r.process, r.name, func() error {
		return exchange(r.ctx, http.DefaultClient, "GET", "http://"+r.addr+"/readyz", "", 200, nil)
	})
}

func startAll(replicas []*replica, program string) error {
	for _, r := range replicas {
		if err := r.start(program); err != nil {
			return err
		}
	}
	return nil
}

func killAll(replicas []*replica) {
	for _, r := range replicas {
		r.process.kill()
	}
}

// A wrongStatus is an answer that was not expected.
type wrongStatus struct {
	status     int
	retryAfter string
	text       string
}

func (e *wrongStatus) Error() string { return e.text }

// exchange sends a request, needs an answer of that status, and reads it into
// target unless that is nil.
func exchange(ctx context.Context, web *http.Client, method, address, body string, want int, target any) error {
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.GetBody = nil // it would be sent again in silence
	r.Header.Set("Authorization", "Bearer token")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := web.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != want {
		return &wrongStatus{resp.StatusCode, resp.Header.Get("Retry-After"), fmt.Sprintf("%s %s: %s, want %d: %s", method, address, resp.Status, want, text)}
	}
	if target == nil {
		return nil
	}
	return json.Unmarshal(text, target)
}
