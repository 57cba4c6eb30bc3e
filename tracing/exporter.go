package tracing

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"go.opentelemetry.io/otel/sdk/trace"
)

// retryAfter is how long is waited before the second attempt to send a batch. It is
// doubled each time.
const retryAfter = time.Second

// An exporter sends spans by OTLP over HTTP. The SDK calls it from one goroutine
// that no request waits for.
type exporter struct {
	settings
	client  *http.Client
	log     *slog.Logger
	failing bool // since the last batch
}

func newExporter(s settings, log *slog.Logger) *exporter {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if s.tls != nil {
		transport.TLSClientConfig = s.tls
	}
	return &exporter{settings: s, log: log, client: &http.Client{
		Transport: transport,
		// A redirect to another place would get the headers, which may be secret.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// ExportSpans sends a batch. What cannot be sent is dropped, which the log says
// once, until a batch arrives again.
func (e *exporter) ExportSpans(ctx context.Context, spans []trace.ReadOnlySpan) error {
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	err := e.send(ctx, encode(spans))
	switch {
	case err != nil && !e.failing:
		e.log.Warn("traces cannot be exported and are dropped", "error", err.Error())
	case err == nil && e.failing:
		e.log.Info("traces are exported again")
	}
	e.failing = err != nil
	return nil
}

// Shutdown implements [trace.SpanExporter].
func (e *exporter) Shutdown(context.Context) error {
	e.client.CloseIdleConnections()
	return nil
}

// send tries until ctx ends, as long as another attempt may help.
func (e *exporter) send(ctx context.Context, body []byte) error {
	if e.compress {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(body) // to memory, which does not fail
		_ = z.Close()
		body = b.Bytes()
	}
	for wait := retryAfter; ; wait *= 2 {
		again, err := e.post(ctx, body)
		if err == nil || !again {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// retryable are the statuses after which a batch may be sent again
// (OpenTelemetry Protocol, Failures).
var retryable = []int{http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}

// post makes one attempt, and reports whether another one may succeed. No error has
// the URL or a header in it.
func (e *exporter) post(ctx context.Context, body []byte) (again bool, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, bytes.NewReader(body))
	if err != nil {
		return false, errors.New("the endpoint is not a URL")
	}
	for name, values := range e.headers {
		r.Header[name] = values
	}
	r.Header.Set("Content-Type", "application/x-protobuf")
	if e.compress {
		r.Header.Set("Content-Encoding", "gzip")
	}
	answer, err := e.client.Do(r)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err
		}
		return true, err
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.CopyN(io.Discard, answer.Body, 64<<10) // so that the connection is kept
	if answer.StatusCode/100 == 2 {
		return false, nil
	}
	return slices.Contains(retryable, answer.StatusCode), fmt.Errorf("the endpoint answered %s", answer.Status)
}
