// Package metrics counts what a service does and shows it to Prometheus, in its
// text format (version 0.0.4). To count a request or a call of a store allocates
// nothing and takes no lock.
//
// No label has a value that a client chooses: operations, statuses and codes of
// errors are the document's and the program's own, and of each set of labels there
// are at most maxSeries. Tenants and ids are never labels.
package metrics
