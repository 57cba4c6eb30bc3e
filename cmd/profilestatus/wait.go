package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// Pauses between two tries to reach a server that does not answer yet.
const (
	firstPause = 50 * time.Millisecond
	lastPause  = time.Second
)

// waitFor waits until a server answers at a URL or socket, as --to has it, however
// it does: a gateway that has no server behind it yet answers 502, 503 or 504, and
// does not count. It gives up after most.
func waitFor(ctx context.Context, to string, most time.Duration) error {
	if most <= 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	url, transport := reach(to)
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return nil // what is wrong with the URL is said elsewhere
		}
		resp, err := client.Do(r)
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode < http.StatusBadGateway || resp.StatusCode > http.StatusGatewayTimeout {
				return nil
			}
		}
		var certificate *tls.CertificateVerificationError
		if errors.As(err, &certificate) {
			return nil // it is there; whether it is trusted is looked at by the check
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("no server answered at %s within %s", to, shortDuration(most))
		case <-time.After(pause):
		}
	}
}

// reach returns the URL of a server that --to names, and what sends requests to
// it.
func reach(to string) (url string, transport *http.Transport) {
	transport = http.DefaultTransport.(*http.Transport).Clone()
	if rest, ok := strings.CutPrefix(to, "h2c://"); ok {
		transport.Protocols = new(http.Protocols)
		transport.Protocols.SetUnencryptedHTTP2(true)
		return "http://" + rest, transport
	}
	if rest, ok := strings.CutPrefix(to, unixPrefix); ok {
		socket, path, _ := strings.Cut(rest, ":")
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		}
		return "http://localhost" + path, transport
	}
	return to, transport
}
