// Package report writes findings about exchanges: as text with a command that
// reproduces each, as an HTML page, as JUnit XML and as SARIF.
//
// A [Tally] collects violations into findings, one for each kind, and keeps the
// smallest exchange that shows it. Reports never contain credentials: [Redact] is
// applied to all exchanges.
package report
