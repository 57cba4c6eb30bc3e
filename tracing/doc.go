// Package tracing makes OpenTelemetry spans of requests and of the calls of a store,
// and sends them by OTLP over HTTP, where the standard environment variables OTEL_…
// ask for it. It takes up the trace that a request belongs to (W3C Trace Context),
// and gives its id to the lines of a log.
package tracing
