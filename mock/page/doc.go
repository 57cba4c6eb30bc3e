// Package page is what a person looks at: pages about a mock, rendered by the
// server, that work without a script but for what is live.
//
// What a page shows and does goes through the operations of the control and of
// the API, in the same process and with the token of whoever looks, so nothing
// can be done here that a command could not do. Only the exchanges come from the
// journal itself, after such an operation has let the caller in.
//
// No page loads anything from elsewhere, and its Content-Security-Policy allows
// no script and no style but those of this package. What clients have sent is
// shown as text.
package page
