// Package proxy is a reverse proxy that validates what passes through it, between
// any client and any server of an API whose document it was given.
//
// Both messages of an exchange are validated, and what they say together, by
// [journal.Journal.Validate]: the client broke the contract and the server
// took it; the client kept it and was refused; a status that the document does
// not know; a failure of the server. To these the proxy adds two rules of its
// own: "noAnswer" (response), when the server cannot be reached, takes too long
// or breaks off, and "body" (request), when the client's body does. Every
// exchange is recorded in a [journal.Journal], whose handler answers under
// /__contract/.
//
// # What is changed
//
// Bodies never are. Of the headers, those of the connection (RFC 9110 section
// 7.6.1) end here, Accept-Encoding is reduced to gzip, so that what comes back
// can be validated, and the answer gets X-Contract-Violations: how many there are
// and what the first of them break, as in "2; request enum, response accepted".
// It is on every answer that was recorded, be it "0".
//
// Any Host is taken, also for the paths under /__contract/: on a loopback
// address, put a middleware in front that refuses foreign ones there. A Host is
// passed on when both it and the server's own are names of a loopback address,
// or if [WithKeptHost] says so: links that the server writes then lead through
// the proxy again. In all other cases the server gets the host of its own URL,
// which it may need to be found, and the client's in X-Forwarded-Host.
//
// The base path of the document is kept: what is under it goes to the server's
// URL, or under the same path if that URL has none. What is not under it goes
// to the same path of the server and is recorded only as
// [journal.Journal.Record] says.
//
// # Bounds
//
// Of a body no more is held than the journal validates, see
// [journal.WithMaxBodyBytes]. One that is not larger is read whole before it is
// passed on, so the verdict is known, recorded and in the header before the
// client sees anything of the answer. A larger one streams through and is not
// validated, while everything else of its exchange is. Neither is the body of an
// answer that has no end (101, text/event-stream).
package proxy
