package check

import "profilestatus.example/contract/report"

// A Rule is something that a check can find broken.
type Rule = report.Rule

// Rules returns the rules beyond the keywords of JSON Schema, such as enum,
// which are rules by their own names.
func Rules() []Rule { return report.Rules() }
