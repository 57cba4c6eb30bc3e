// Package journal remembers the last exchanges between a client and a server
// with the verdict of package contract on each, so that a test can ask
// afterwards whether its side kept the contract:
//
//	j, err := journal.New(c)
//	if err != nil {
//		t.Fatal(err)
//	}
//	srv, err := server.New(server.WithJournal(j))
//	// … run the client against srv …
//	if err := j.Assert("", contract.InRequest); err != nil {
//		t.Error(err)
//	}
//
// The service records what it answers, the validating proxy what passes
// through it; both offer [Journal.Handler] to tests in other languages.
//
// # Groups
//
// A request with the header X-Test-Name, 1 to 128 printable characters, is
// counted under that name too. Any other value of the header is as none.
//
// # Bounds
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
// Credentials never enter a journal: of Authorization only the scheme is kept,
// of Cookie, Set-Cookie, and of headers and query parameters whose names speak
// of a token, a secret, a password or an API key, nothing; the query of Referer
// and Location is treated alike. Bodies are kept as they are.
package journal
