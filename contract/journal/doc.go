// Package journal records the latest exchanges between a client and a server with their
// violations of the contract, so that a test can assert afterwards that its side kept
// the contract:
//
//	j, err := journal.New(c)
//	if err != nil {
//		t.Fatal(err)
//	}
//	ts := httptest.NewServer(journal.Middleware(j)(handler))
//	// … run the client against ts …
//	if err := j.Assert("", contract.InRequest); err != nil {
//		t.Error(err)
//	}
//
// [Middleware] records the exchanges of a handler, [Transport] those of a client, and
// the validating proxy those that it forwards. Tests in other languages use
// [Journal.Handler].
//
// # Groups
//
// A request with the header X-Test-Name, 1 to 128 printable characters, is also counted
// for the test with that name. Other values of the header are ignored.
//
// # Bounds
//
// By default request bodies of at most [DefaultMaxBodyBytes] and response bodies of at
// most 1 MiB are validated, both after decompression, see [WithMaxBodyBytes]. Nothing
// is decompressed beyond that. The body of a request that was refused before its body
// was read is not decompressed.
//
// By default a journal keeps at most [DefaultMaxEntries] exchanges with at most
// [DefaultMaxBytes] bytes, and drops the oldest first. It keeps the first
// [DefaultKeptBodyBytes] bytes of a body, and 8 KiB of the headers of a message. Counts
// and findings are kept when exchanges are dropped: at most [report.MaxKinds] kinds of
// findings in total and as many by test, each with one example, and the counts of at
// most [MaxTests] tests.
//
// # Secrets
//
// A journal never contains credentials. The values of headers and query parameters are
// kept only if they are known to be harmless or if the document declares them; of all
// others only the name is kept, see [report.Redact]. Bodies are kept without the values
// of fields whose names suggest a secret.
package journal
