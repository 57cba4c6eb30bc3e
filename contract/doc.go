// Package contract validates HTTP exchanges against an OpenAPI 3.0 or 3.1
// document.
//
// It is what the profilestatus server refuses bad requests with, and it stands
// alone: it knows nothing of the server and works with any document. In front of
// a handler it is a middleware:
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
// The extensions x-odata-select and x-odata-return of an operation describe what
// OpenAPI has no means for: that an answer has less than its schema requires if
// the request asks for that. The first lists the properties that the query option
// $select takes; an answer to a request with it need not have the others. The
// second lists values of the preference return; with "minimal" the operation may
// answer 204 with the headers of its 201, OData-EntityId and Preference-Applied.
// In the profile of [Graph], $select among the parameters does the same.
//
// # Strictness
//
// OpenAPI describes values; a contract also has to say which bytes are one. So
// beyond the schemas a body must be exactly one JSON value (RFC 8259) in UTF-8,
// without a byte order mark, nested at most [DefaultMaxDepth] deep in a request.
// Patterns are those of ECMA 262. The formats of OpenAPI and JSON Schema are checked.
//
// Services often have to be stricter, such as about dates that few systems can
// hold or names given twice. Options of [Load] say so, and [Graph] is the set of
// them that Microsoft Graph's rules need. A document chooses it by itself with
// the line "x-contract-profile: graph".
//
// # Bodies
//
// JSON, forms (application/x-www-form-urlencoded and multipart/form-data) and
// texts are validated, also where the document names a range such as */*. Texts
// are all other bodies whose schema is a string. What is not validated, such as
// XML, sequences of values, and bodies of an encoding beside gzip and deflate, is
// named by [Contract.Notes], or by [Verdict.Notes] where only the exchange shows
// it.
//
// What HTTP and CORS do by themselves is no violation: a HEAD where the document
// has a GET, a preflight, the body that an answer to HEAD or one of the statuses
// 1xx, 204 and 304 does not have.
//
// OpenAPI 3.1 is validated by the keywords that 3.0 has, too. Each schema that
// has others which these cannot say is noted. Swagger 2.0 is converted.
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
