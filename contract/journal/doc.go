// Package journal records the last exchanges between a client and a server with
// what each of them broke of the contract, so that a test can ask afterwards
// whether its side kept it:
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
// [Middleware] records what a handler answers, [Transport] what a client sends
// and gets, and the validating proxy what passes through it. [Journal.Handler]
// answers tests in other languages.
//
// # Groups
//
// A request with the header X-Test-Name, 1 to 128 printable characters, is
// counted under that name too. Any other value of the header is as none.
//
// # Bounds
//
// Validated are request bodies of at most [DefaultMaxBodyBytes] and response
// bodies of at most 1 MiB, decompressed, unless [WithMaxBodyBytes] says
// otherwise; no more than that is ever decompressed. Nothing is decompressed of
// a request that was refused before its body.
//
// A journal keeps at most [DefaultMaxEntries] exchanges and [DefaultMaxBytes]
// bytes of them unless options say otherwise; the oldest fall out first. Of a
// body it keeps the first [DefaultKeptBodyBytes] bytes, of the headers of a
// message 8 KiB. Counters and kinds of findings stay when exchanges fall out:
// at most [report.MaxKinds] kinds in all and as many by test, each with one
// example, and counters of at most [MaxTests] tests.
//
// # Secrets
//
// Credentials never enter a journal. Headers and query parameters are kept as
// they are only if they are known to be harmless or if the document declares
// them; of all others the name is kept, see [report.Redact]. Bodies are kept without
// the values of fields whose names speak of a secret.
package journal
