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
// routes.go lists the middlewares that every request passes, in order. Under the
// base path of the document a request may be refused for, in this order: its
// host, the bearer token, path and method, media type and encoding of the body,
// its size, and anything else that breaks the document, see
// [contract.Contract.Middleware]. A middleware or a handler refuses by returning
// an error; one function maps errors to statuses and one writes them, so every
// answer that is not a success has the same shape, the router's included.
//
// What Go's HTTP server answers by itself, before any handler is called, is
// plain text: a request line or header that cannot be parsed, headers beyond
// the limit (431), an unknown transfer encoding (501) or expectation (417).
//
// # Limits
//
// A body is at most 64 KiB, decompressed, unless [WithMaxBodyBytes] says
// otherwise, nested at most 32 deep, with at most one JSON value for every 24
// bytes of the limit. The context that a store and an
// [Authenticator] get does not end when the client closes its connection, or
// only its sending half, so they bound their waits themselves. Timeouts and
// header limits of connections belong to the [http.Server] that the handler is
// given to.
package server
