// Package generate makes JSON values from the schemas of an OpenAPI document:
// values that should fit, and values that miss a schema by one keyword.
//
//	g := generate.Generator{}
//	body := g.Value(schema)                        // a valid one
//	for m := range generate.Mutations(schema, nil) {
//		fmt.Println(m.Note, m.Apply(body))         // one that is at, below or above a bound
//	}
//
// It is pure: it reads schemas, sends nothing and validates nothing. Whether a
// value fits is for a validator to say; what [Mutation.Breaks] says is certain
// without one. Schemas are those of package openapi3, with their references
// resolved, and are never changed.
//
// # Values
//
// Values are nil, bool, string, json.Number and other numbers, []any and
// map[string]any. They share parts and must not be changed: [Put] and [Without]
// copy what they change.
//
// # Chance
//
// A [Generator] without a source of chance always makes the same value of a
// schema. With one, the value depends on the state of the source alone.
//
// # Bounds
//
// Schemas may contain themselves. Values are made 4 levels deep where a schema
// does not ask for more, have about 1,000 parts at most, texts of 4,096
// characters and arrays of 1,001 items. A bound of a schema beyond these is
// reported and not tried, see [Mutations].
package generate
