package check_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"time"
)

// A direct calls a handler without a connection, for tests that make very many
// requests.
type direct struct{ handler http.Handler }

// RoundTrip implements [http.RoundTripper].
func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	q := r.Clone(r.Context())
	target := r.URL.RequestURI()
	u, err := r.URL.Parse(target)
	if err != nil {
		return nil, err
	}
	q.URL, q.RequestURI = u, target
	if q.Body == nil {
		q.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, q)
	resp := w.Result()
	if resp.Header.Get("Date") == "" {
		resp.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat)) // as net/http does
	}
	resp.Body = io.NopCloser(w.Body)
	return resp, nil
}
