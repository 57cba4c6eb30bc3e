// Package proxy is a reverse proxy that validates the traffic between any client and
// any server of an API against its OpenAPI document.
//
// Requests and responses are validated, separately and together, by
// [journal.Journal.Validate]: for instance, the client broke the contract and the
// server accepted it; the client kept it and was refused; the document does not list
// the status; the server failed. The proxy adds two rules: "noAnswer" (response), if
// the server cannot be reached, takes too long or sends an incomplete response, and
// "body" (request), if the client's body is incomplete. Every exchange is recorded in a
// [journal.Journal], whose handler serves /__contract/.
//
// # What is changed
//
// Only what HTTP requires of a proxy: hop-by-hop headers (RFC 9110 section 7.6.1) are
// removed. Bodies, the order of the values of a header, trailers, interim responses
// (1xx), protocol upgrades such as WebSocket, the path and the query are forwarded
// unchanged, and no header is added, not even Date or Content-Type, except for
// X-Contract-Violations: the number of violations and the rules of the first ones, as
// in "2; request enum, response accepted". It is added to every response that was
// recorded before it is forwarded, even if it is "0". X-Contract-Expect is removed, see
// [journal.ExpectHeader].
//
// Any Host is accepted, also for the paths under /__contract/: on a loopback address,
// add a middleware that refuses other hosts there. The client's Host is forwarded if
// both it and the server's host are loopback names, or with [WithKeptHost]; links in
// responses then lead through the proxy again. Otherwise the server gets the host of
// its own URL, which virtual hosting may need. [WithForwarding] tells it the client's.
//
// Requests under the base path of the document are sent to the server's URL, which
// replaces the base path, or to the same path if that URL has no path, not even a
// slash. Other requests are sent to the same path of the server, and are recorded only
// as described at [journal.Journal.Record].
//
// # Bounds
//
// The proxy buffers at most as much of a body as the journal validates, see
// [journal.WithMaxBodyBytes]. It waits for the end of a smaller body for at most
// [journal.MaxBodyWait], or 5 seconds with [WithEnforcement], so for most responses the
// verdict is known, recorded and in the header before the client gets them. Other
// bodies are streamed, and the exchange is recorded when the response ends, after the
// timeout of [WithTimeout], or by [Proxy.Close]. A body that is too large, or has not
// ended by then, is counted as not validated, while the rest of its exchange is
// validated. The proxy does not wait for bodies whose media type is that of a stream,
// see [journal.IsStream].
package proxy
