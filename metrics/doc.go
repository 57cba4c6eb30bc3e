// Package metrics has the metrics of the service for Prometheus, in its text format
// (version 0.0.4). Counting a request or a call of a store allocates no memory and
// takes no lock.
//
// No label has a value chosen by clients: operations, statuses and error codes are
// those of the document and the program, and each metric has at most maxSeries label
// sets. Tenants and ids are never labels.
package metrics
