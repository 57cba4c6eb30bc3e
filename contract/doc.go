// Package contract validates HTTP exchanges against an OpenAPI 3.0 or 3.1
// document.
//
// The profilestatus server uses it to refuse invalid requests, but it does not depend
// on the server and works with any document. In front of a handler, use it as a
// middleware:
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
// The extension x-permissions of an operation lists the permissions of which a token
// needs at least one, see [Permissions]. This package does not inspect tokens.
//
// The extensions x-odata-select and x-odata-return of an operation describe what
// OpenAPI cannot express: that a response may have less than its schema requires if the
// request asks for that. The first lists the properties that the query option $select
// accepts; a response to a request with $select may omit the others. The second lists
// values of the preference return; with "minimal" the operation may answer 204 with the
// headers of its 201, OData-EntityId and Preference-Applied. In the profile [Graph], a
// parameter $select has the same effect as x-odata-select.
//
// # Strictness
//
// OpenAPI describes values; a contract also has to define their encoding. So beyond the
// schemas a JSON body must be exactly one JSON value (RFC 8259) in UTF-8, without a
// byte order mark, and in a request with at most [DefaultMaxDepth] levels of nesting.
// Patterns are ECMA 262 regular expressions. The formats of OpenAPI and JSON Schema are
// checked.
//
// Services often have to be stricter, for instance about dates that few systems can
// store or about duplicate names. The option [Graph] adds the rules of Microsoft Graph.
// A document can select it with the line "x-contract-profile: graph".
//
// # Bodies
//
// JSON, forms (application/x-www-form-urlencoded and multipart/form-data) and texts are
// validated, even if the document has a range such as */*. Any other body whose schema
// is a string is a text. What is not validated, such as XML, sequences of values, and
// encodings other than gzip and deflate, is listed by [Contract.Notes], or by the Notes
// of a [Verdict] if it depends on the exchange.
//
// What HTTP and CORS add is not a violation: a HEAD where the document has a GET, a
// preflight request, and the missing body of a response to HEAD or with status 1xx, 204
// or 304.
//
// OpenAPI 3.1 schemas are converted to OpenAPI 3.0. A schema with keywords that cannot
// be converted is noted. Swagger 2.0 is converted.
//
// # Bounds
//
// A document may have at most [MaxDocument] bytes. Validation takes time and memory
// proportional to the size of the body, which the caller or the middleware limits, and
// never panics. If a schema has so many nested alternatives that validation would take
// too long, the result is a violation of the rule notJudged. At most [MaxViolations]
// violations are returned, each with a message of at most a few hundred bytes.
package contract
