package mocktest

import (
	"slices"
	"time"

	"profilestatus.example/mock/control/client"
)

// A Rule says which requests are answered otherwise than the service would. Each
// method returns a rule with one thing changed and leaves its receiver as it is.
// Without a method that selects requests a rule is for all of them.
type Rule struct{ changes []func(*client.Rule) }

// Answer answers with an error of the status, complete and valid by the document,
// before the request takes effect. The status must be one that the document has
// for the operations, such as 429, 500 or 503.
func Answer(status int) Rule {
	return Rule{}.with(func(r *client.Rule) { r.Answer = &client.Answer{Status: int32(status)} })
}

// Reset closes the connection instead of answering.
func Reset() Rule { return connection(client.ConnectionReset) }

// Hang answers nothing until the client goes away.
func Hang() Rule { return connection(client.ConnectionHang) }

// Cut ends the connection within the body of the answer.
func Cut() Rule { return connection(client.ConnectionCut) }

func connection(c client.Connection) Rule {
	return Rule{}.with(func(r *client.Rule) { r.Connection = &c })
}

// Slow holds an answer back for a time, at most a minute, in milliseconds.
func Slow(by time.Duration) Rule { return Rule{}.Delay(by) }

// Custom is for what no method of a rule has, such as delays that vary and answers
// that break the contract.
func Custom(rule client.Rule) Rule {
	return Rule{}.with(func(r *client.Rule) {
		*r = rule
		if rule.Answer != nil { // other methods change these
			r.Answer = new(*rule.Answer)
		}
		if rule.Match != nil {
			r.Match = new(*rule.Match)
		}
	})
}

// RetryAfter tells the client, in an answer of 429 or 503, how many seconds to
// wait, 0 to 3600; the default is 1.
func (r Rule) RetryAfter(seconds int) Rule {
	return r.with(func(r *client.Rule) { answerOf(r).RetryAfter = new(int32(seconds)) })
}

// Message is the message of the error.
func (r Rule) Message(text string) Rule {
	return r.with(func(r *client.Rule) { answerOf(r).Message = &text })
}

// Delay holds the answer back for a time, at most a minute, in milliseconds.
func (r Rule) Delay(by time.Duration) Rule {
	return r.with(func(r *client.Rule) { r.Delay = &client.Delay{Fixed: new(int32(by.Milliseconds()))} })
}

// Operation selects requests of these operations, by their operationId.
func (r Rule) Operation(ids ...string) Rule {
	operations := make([]client.OperationID, len(ids))
	for i, id := range ids {
		operations[i] = client.OperationID(id)
	}
	return r.with(func(r *client.Rule) { matchOf(r).Operations = &operations })
}

// Profile selects requests of profiles whose id is like a pattern, in which *
// stands for any characters and ? for one.
func (r Rule) Profile(pattern string) Rule {
	return r.with(func(r *client.Rule) { matchOf(r).Profile = &pattern })
}

// Property selects requests whose body has a property with this value.
func (r Rule) Property(name, value string) Rule {
	return r.with(func(r *client.Rule) { matchOf(r).Property = &client.PropertyMatch{Name: name, Value: value} })
}

// Header selects requests that have a header with this value.
func (r Rule) Header(name, value string) Rule {
	return r.with(func(r *client.Rule) { matchOf(r).Header = &client.HeaderMatch{Name: name, Value: &value} })
}

// Nth begins with the nth of the selected requests, counted from 1.
func (r Rule) Nth(n int) Rule { return r.with(func(r *client.Rule) { r.Nth = new(int32(n)) }) }

// Times ends after so many requests; without it a rule does not end.
func (r Rule) Times(n int) Rule { return r.with(func(r *client.Rule) { r.Times = new(int32(n)) }) }

// Probability takes only a share of the requests, 0 to 1, by a chance that is the
// same for the same seed.
func (r Rule) Probability(share float64, seed int64) Rule {
	return r.with(func(r *client.Rule) { r.Probability, r.Seed = &share, &seed })
}

// After lets the request take effect first, so that a client that repeats it shows
// whether its repetition is safe.
func (r Rule) After() Rule {
	return r.with(func(r *client.Rule) { r.When = new(client.WhenAfter) })
}

// Value returns the rule as the document of the control has it.
func (r Rule) Value() client.Rule {
	var v client.Rule
	for _, change := range r.changes {
		change(&v)
	}
	return v
}

func (r Rule) with(change func(*client.Rule)) Rule {
	return Rule{append(slices.Clip(r.changes), change)}
}

func answerOf(r *client.Rule) *client.Answer {
	if r.Answer == nil {
		r.Answer = new(client.Answer)
	}
	return r.Answer
}

func matchOf(r *client.Rule) *client.Match {
	if r.Match == nil {
		r.Match = new(client.Match)
	}
	return r.Match
}
