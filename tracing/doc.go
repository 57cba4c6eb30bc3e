// Package tracing creates OpenTelemetry spans for requests and for calls of a store,
// and exports them by OTLP over HTTP, if the standard environment variables OTEL_… ask
// for it. It continues the trace of a request (W3C Trace Context), and adds its id to
// log lines.
package tracing
