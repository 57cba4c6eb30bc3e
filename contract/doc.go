// Package contract validates HTTP exchanges against an OpenAPI 3.0 document.
//
// It is what the profilestatus server refuses bad requests with, and it stands
// alone: it knows nothing of the server and works with any document whose
// bodies are JSON. In front of a handler it is a middleware:
//
//	c, err := contract.Load(document)
//	if err != nil {
//		return err
//	}
//	http.ListenAndServe("127.0.0.1:8080", c.Middleware()(handler))
//
// Elsewhere, a request is validated in two steps:
//
//	call, err := c.Find(r.Method, r.URL.EscapedPath())
//	if err != nil {
//		return err // ErrNoPath, or a *MethodError with what is offered
//	}
//	_, violations := call.Request(r, body)
//
// The extension x-permissions of an operation lists the permissions of which a
// token needs any one, see [Permissions]. Nothing here looks at tokens.
//
// # Strictness
//
// OpenAPI describes values; a contract also has to say which bytes are one. So
// beyond the schemas a body must be exactly one JSON value (RFC 8259) in
// UTF-8, without a byte order mark, nested at most [MaxDepth] deep, and no
// object may have a name twice. Formats are checked, and date-time is RFC 3339
// without what few systems can hold: leap seconds, offsets beyond 14 hours and
// instants outside the years 0001 to 9998. Query parameters whose name begins
// with "$" must be known to the operation, as OData 4.01 Part 1 section 6.1
// asks; other unknown ones are no violation.
//
// # Bounds
//
// A document has at most [MaxDocument] bytes. Validating takes time and memory
// in proportion to the body, whose size the caller or the middleware bounds, and
// never panics. Where schemas hold alternatives within alternatives, so that
// comparing a value with them would take too long, the violation is notJudged.
// At most [MaxViolations] violations are
// returned, each with a text of at most a few hundred bytes however long the
// value was that caused it.
package contract
