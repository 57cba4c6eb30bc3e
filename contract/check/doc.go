// Package check tests whether a server keeps the contract that an OpenAPI 3.0
// document is.
//
//	r, err := check.Run(ctx, check.Config{Base: ts.URL + "/beta", Document: document})
//	if err != nil {
//		t.Fatal(err) // it could not run
//	}
//	for _, f := range r.Findings {
//		t.Error(f.Operation, f.Violation)
//	}
//
// Every request is made from the document, and package contract decides what
// it deserves: a success if it keeps the contract, a refusal if it does not.
// Where the document leaves an answer to the state of the server, such as 404
// for an object that nobody created, that answer is right. Nothing here knows
// any server in particular.
//
// # Phases
//
// The phases run in this order, see [Phases]; those that change nothing on
// each other run in parallel inside.
//
//   - examples: the document's own, and the smallest valid request;
//   - schema: each keyword at, below and above its bound, each member of an
//     enum and near misses, properties left out, null and each wrong type;
//   - bodies: broken ones, such as cut, doubled and not UTF-8;
//   - media: media types and encodings;
//   - auth: no credentials, empty and wrong ones;
//   - methods: those that a path does not offer;
//   - paths: those that the document does not have;
//   - random: random requests, half of them broken in one place, shrunk;
//   - state: what was created is read, listed, refused a second time, deleted.
//
// # Safety
//
// What is created lies under ids that carry a nonce of the run, and is deleted
// at the end where the document offers a DELETE. Valid requests that change or
// delete are sent only to ids with the nonce, or to what the run itself created;
// what cannot be tried for that reason is reported as not covered. What
// [Config.Exclude] names gets no request. A run ends when the server is gone.
//
// # Bounds
//
// Requests are made while they are sent, one at a time. Memory is bounded by the
// document, the number of kinds of findings, and [Config.Concurrency] answers of
// up to [MaxAnswer] bytes. Phase schema makes at most [MaxSchemaCases] requests
// of the body of an operation; the report says where it cut. [Config.MaxTime]
// also ends the planning, but not the reading of the document.
package check
