// Package generate generates JSON values from the schemas of an OpenAPI document: valid
// values, and values that violate a single keyword.
//
//	g := generate.Generator{}
//	body := g.Value(schema)                        // a valid one
//	for m := range generate.Mutations(schema, nil) {
//		fmt.Println(m.Note, m.Apply(body))         // one that is at, below or above a bound
//	}
//
// It only reads schemas; it neither sends requests nor validates values. A validator
// has to decide whether a value is valid, except where Breaks of a [Mutation] is true.
// Schemas are those of package openapi3, with their references resolved, and are never
// modified.
//
// # Values
//
// Values are nil, bool, string, json.Number and other numbers, []any and
// map[string]any. They share parts and must not be modified: [Put] and [Without] copy
// what they modify.
//
// # Chance
//
// A [Generator] without a random source always generates the same value for a schema.
// With one, the value depends only on the state of the source.
//
// # Bounds
//
// Schemas may be recursive. Values have at most 4 levels of nesting unless a schema
// requires more, about 1,000 parts, strings of 4,096 characters and arrays of 1,001
// items. A bound of a schema beyond these limits is reported but not tested, see
// [Mutations].
package generate
