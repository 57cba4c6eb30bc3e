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
// Nothing but what HTTP asks for: the headers of the connection (RFC 9110 section
// 7.6.1) end here. Bodies, the order of the values of a header, trailers, interim
// responses (1xx), changes of protocol such as WebSocket, the path and the query
// are passed on as they came, and no header is added, not even Date or
// Content-Type, except for X-Contract-Violations: how many violations there are
// and what the first of them break, as in "2; request enum, response accepted".
// It is on every answer that was recorded before it is passed on, be it "0".
// X-Contract-Expect ends here, too, see [journal.ExpectHeader].
//
// Any Host is taken, also for the paths under /__contract/: on a loopback
// address, put a middleware in front that refuses foreign ones there. A Host is
// passed on when both it and the server's own are names of a loopback address,
// or if [WithKeptHost] says so: links that the server writes then lead through
// the proxy again. In all other cases the server gets the host of its own URL,
// which it may need to be found. [WithForwarding] tells it the client's.
//
// The base path of the document is kept: what is under it goes to the server's
// URL, or under the same path if that URL has no path, not even a slash. What is
// not under it goes to the same path of the server and is recorded only as
// [journal.Journal.Record] says.
//
// # Bounds
//
// Of a body no more is held than the journal validates, see
// [journal.WithMaxBodyBytes]. The end of one that is not larger is waited for,
// but only for [journal.MaxBodyWait], and 5 seconds with [WithEnforcement]; so the
// verdict is known, recorded and in the header before the client sees anything of
// most answers. All others stream through: each part is passed on when it comes,
// and the exchange is recorded when the answer ends, or after the timeout of
// [WithTimeout], or by [Proxy.Close]. A body that is too large, or has not ended
// by then, is not validated and counted as such, while everything else of its
// exchange is. Nothing is waited for where the media type says that it is a
// stream, see [journal.IsStream].
package proxy
