// Package rule decides which requests to a mock are answered otherwise than the
// service would: by an error, late, or by a broken connection.
package rule

import (
	"net/http"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/mock/control"
)

// Max is how many rules a [Set] holds at most.
const Max = 100

// A Request is what rules look at.
type Request struct {
	Operation string // operationId
	Profile   string
	Header    http.Header
	Body      any    // the validated value, nil if there is none
	Test      string // that the request names
}

// An Effect is what a rule does with a request.
type Effect struct {
	Rule       string // its id
	After      bool   // the operation takes effect first
	Delay      time.Duration
	Answer     *control.Answer    // nil: the service's own
	Connection control.Connection // "": it stays
}

// A Set holds the rules of a tenant in the order in which they are tried. It is
// safe for concurrent use, and empty as its zero value.
type Set struct{}

// Validate returns what is wrong with a rule beyond what its schema says, by the
// document of the API.
func Validate(c *contract.Contract, r *control.Rule) []contract.Violation { return nil }

// Decide returns what becomes of a request, nil if no rule is for it.
func (s *Set) Decide(r *Request) *Effect { return nil }

// Len returns how many rules there are.
func (s *Set) Len() int { return 0 }

// List returns the rules.
func (s *Set) List() []control.RuleStatus { return []control.RuleStatus{} }

// Get returns one rule.
func (s *Set) Get(id string) (control.RuleStatus, bool) { return control.RuleStatus{}, false }

// Add adds a rule behind the others. It reports false if there are Max.
func (s *Set) Add(r control.Rule) (control.RuleStatus, bool) { return control.RuleStatus{}, false }

// Replace replaces a rule. It reports false if there is none with this id.
func (s *Set) Replace(id string, r control.Rule) (control.RuleStatus, bool) {
	return control.RuleStatus{}, false
}

// Remove removes a rule, if it is there.
func (s *Set) Remove(id string) {}

// Set replaces all rules; there must be at most Max.
func (s *Set) Set(rules []control.Rule) {}
