// Package server implements the profileStatus API as an [http.Handler].
//
// A server without options keeps its records in memory, accepts any bearer
// token and logs nothing, so it drops straight into a test:
//
//	srv, err := server.New()
//	if err != nil {
//		t.Fatal(err)
//	}
//	ts := httptest.NewServer(srv)
//	t.Cleanup(ts.Close)
//
// The API is then at ts.URL + "/beta".
//
// # Requests
//
// Every request under the base path of the document passes the same stages,
// each of which may refuse it: request id, bearer token, path and method, media
// type and encoding, size, contract, handler. A stage refuses by returning an
// error; one function maps errors to statuses and one writes them, so every
// answer that is not a success has the same shape, the router's included.
//
// What Go's HTTP server answers by itself, before any handler is called, is
// plain text: a request line or header that cannot be parsed, headers beyond
// the limit (431), an unknown transfer encoding (501) or expectation (417).
//
// # Limits
//
// A body is at most 64 KiB, unpacked, unless [WithMaxBodyBytes] says otherwise,
// and nested at most 32 deep. How long a create may wait is for its store to
// bound; timeouts and header limits of connections belong to the [http.Server]
// that the handler is given to.
package server
