// Package server implements the profileStatus API as an [http.Handler].
//
// Without options, a server keeps its records in memory, accepts any bearer token and
// logs nothing, so that a test can use it directly:
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
// Every request passes the middlewares that routes.go lists, in this order. A request
// under the base path of the document is refused at the first of these checks that
// fails: the host, the bearer token, its permissions, path and method, media type and
// encoding of the body, its size, and the other rules of the document, see
// [contract.Contract.Middleware]. A middleware or a handler refuses a request by
// returning an error. One function maps errors to statuses and one writes them, so all
// error responses have the same format, including those of the router.
//
// Go's HTTP server answers some requests by itself in plain text, before any handler is
// called: a request line or header that cannot be parsed (400), headers beyond the
// limit (431), an unknown transfer encoding (501) or expectation (417).
//
// # Limits
//
// A body may have at most 64 KiB, compressed and decompressed, or the limit of
// [WithMaxBodyBytes], 32 levels of nesting, and one JSON value for every 24 bytes of
// the limit. The context of a store and an [Authenticator] is not cancelled when the
// client closes its connection, or only its sending half, so they must bound their
// waits themselves. Set timeouts and header limits of connections on the [http.Server]
// that uses the handler.
package server
