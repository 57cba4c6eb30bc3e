package mocktest

import (
	"slices"
	"time"

	"profilestatus.example/mock/control/client"
)

// A Rule changes the responses to certain requests. Each method returns a modified copy
// of the rule. A rule that does not select requests applies to all of them.
type Rule struct{ changes []func(*client.Rule) }

// Answer responds with an error of the status, complete and valid against the document,
// before the request takes effect. The document must list the status for the
// operations, such as 429, 500 or 503.
func Answer(status int) Rule {
	return Rule{}.with(func(r *client.Rule) { r.Answer = &client.Answer{Status: int32(status)} })
}

// Reset resets the connection instead of responding.
func Reset() Rule { return connection(client.ConnectionReset) }

// Hang sends no response and keeps the connection open until the client closes it.
func Hang() Rule { return connection(client.ConnectionHang) }

// Cut closes the connection within the body of the response.
func Cut() Rule { return connection(client.ConnectionCut) }

func connection(c client.Connection) Rule {
	return Rule{}.with(func(r *client.Rule) { r.Connection = &c })
}

// Slow delays the response by at most a minute, with a resolution of 1 ms.
func Slow(by time.Duration) Rule { return Rule{}.Delay(by) }

// Custom returns a rule with features that have no method, such as random delays and
// responses that break the contract.
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

// RetryAfter sets the header Retry-After of a 429 or 503 in seconds, 0 to 3600; the
// default is 1.
func (r Rule) RetryAfter(seconds int) Rule {
	return r.with(func(r *client.Rule) { answerOf(r).RetryAfter = new(int32(seconds)) })
}

// Message sets the message of the error.
func (r Rule) Message(text string) Rule {
	return r.with(func(r *client.Rule) { answerOf(r).Message = &text })
}

// Delay delays the response by at most a minute, with a resolution of 1 ms.
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

// Profile selects requests of profiles whose id matches a pattern, in which * matches
// any characters and ? one character.
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

// Nth lets the rule start with the nth of the selected requests, counted from 1.
func (r Rule) Nth(n int) Rule { return r.with(func(r *client.Rule) { r.Nth = new(int32(n)) }) }

// Times limits the number of requests that the rule applies to; the default is no
// limit.
func (r Rule) Times(n int) Rule { return r.with(func(r *client.Rule) { r.Times = new(int32(n)) }) }

// Probability applies the rule only with the probability share, 0 to 1. The same seed
// gives the same random sequence.
func (r Rule) Probability(share float64, seed int64) Rule {
	return r.with(func(r *client.Rule) { r.Probability, r.Seed = &share, &seed })
}

// After lets the request take effect first, to test whether the client retries safely.
func (r Rule) After() Rule {
	return r.with(func(r *client.Rule) { r.When = new(client.WhenAfter) })
}

// Value returns the rule in the form of the control API.
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
