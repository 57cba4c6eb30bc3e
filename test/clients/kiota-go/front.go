package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
)

// arrival is what a client sent, as it came over the wire.
type arrival struct {
	header http.Header
	body   []byte
}

// front is a server that answers its first request with 503, as the service
// does while it cannot store, and hands every other one on to the service.
type front struct {
	*httptest.Server
	arrivals []arrival
}

func startFront(service *url.URL) *front {
	f := &front{}
	onward := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: service.Scheme, Host: service.Host})
	}}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(err)
		}
		f.arrivals = append(f.arrivals, arrival{r.Header.Clone(), body})
		if len(f.arrivals) == 1 {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		onward.ServeHTTP(w, r)
	}))
	return f
}
