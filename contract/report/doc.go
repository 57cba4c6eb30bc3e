// Package report writes what was found wrong with exchanges: for people as
// text with a command that reproduces it, for machines as JUnit XML and SARIF.
//
// A [Tally] gathers violations into findings, one for each kind, and keeps the
// smallest exchange that shows it. Nothing that is written holds a credential:
// [Redact] is applied to every header on its way out.
package report
