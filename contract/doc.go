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
// beyond the schemas a body must be exactly one JSON value (RFC 8259) in UTF-8,
// without a byte order mark, nested at most [DefaultMaxDepth] deep. Patterns are
// those of ECMA 262. The formats of OpenAPI and JSON Schema are checked.
//
// Services often have to be stricter, such as about dates that few systems can
// hold or names given twice. Options of [Load] say so, and [Graph] is the set of
// them that Microsoft Graph's rules need. A document chooses it by itself with
// the line "x-contract-profile: graph".
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
