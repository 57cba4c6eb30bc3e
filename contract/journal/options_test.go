package journal_test

import (
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// TestOptions: the first and the last value of each option, and those beside them.
func TestOptions(t *testing.T) {
	tests := []struct {
		name   string
		option journal.Option
		want   string // the beginning of the error; "" is none
		reason string
	}{
		{"no entries", journal.WithMaxEntries(0), "journal: WithMaxEntries(0): ", "a journal that keeps nothing shows nothing"},
		{"one entry", journal.WithMaxEntries(1), "", "the least"},
		{"most entries", journal.WithMaxEntries(1_000_000), "", "the most"},
		{"too many entries", journal.WithMaxEntries(1_000_001), "journal: WithMaxEntries(1000001): ", "memory is bounded"},
		{"too few bytes", journal.WithMaxBytes(64<<10 - 1), "journal: WithMaxBytes(65535): ", "an entry may take as much"},
		{"few bytes", journal.WithMaxBytes(64 << 10), "", "the least"},
		{"most bytes", journal.WithMaxBytes(1 << 30), "", "the most"},
		{"too many bytes", journal.WithMaxBytes(1<<30 + 1), "journal: WithMaxBytes(1073741825): ", "memory is bounded"},
		{"too short bodies", journal.WithMaxBodyBytes(1<<10 - 1), "journal: WithMaxBodyBytes(1023): ", "usual bodies would not be validated"},
		{"short bodies", journal.WithMaxBodyBytes(1 << 10), "", "the least"},
		{"long bodies", journal.WithMaxBodyBytes(16 << 20), "", "the most"},
		{"too long bodies", journal.WithMaxBodyBytes(16<<20 + 1), "journal: WithMaxBodyBytes(16777217): ", "memory is bounded"},
		{"less than nothing kept", journal.WithKeptBodyBytes(-1), "journal: WithKeptBodyBytes(-1): ", "it means nothing"},
		{"nothing kept", journal.WithKeptBodyBytes(0), "", "bodies may be secret"},
		{"much kept", journal.WithKeptBodyBytes(1 << 20), "", "the most"},
		{"too much kept", journal.WithKeptBodyBytes(1<<20 + 1), "journal: WithKeptBodyBytes(1048577): ", "memory is bounded"},
		{"no budget", journal.WithBudget(nil), "journal: WithBudget", "there is none to share"},
	}
	c, err := document()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := journal.New(c, tt.option)
			if (err != nil) != (tt.want != "") || err != nil && !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("New() = %v, want %q\nreason: %s", err, tt.want, tt.reason)
			}
		})
	}
}

// TestConcerns: which exchanges are of the API.
func TestConcerns(t *testing.T) {
	tests := []struct {
		name, target string
		status       int
		want         bool
		reason       string
	}{
		{"an operation", statusPath, 200, true, "it is in the document"},
		{"the base path", "/beta", 200, true, "all below it is the API"},
		{"below the base path", "/beta/x?y", 500, true, "all below it is the API"},
		{"as the base path begins", "/beta2", 200, false, "another path"},
		{"elsewhere", "/x", 399, false, "it is none of the API's business"},
		{"refused elsewhere", "/x", 400, true, "a client may have missed the base path"},
		{"refused elsewhere, last status", "/x", 499, true, "a client may have missed the base path"},
		{"failed elsewhere", "/x", 500, false, "the client is not to blame"},
	}
	j := open(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := create()
			o.Method, o.Target, o.Status = "GET", tt.target, tt.status
			if got := j.Concerns(o); got != tt.want {
				t.Errorf("Concerns() = %t, want %t\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}

// TestReset: nothing is left, of all tests together and of each.
func TestReset(t *testing.T) {
	j := open(t)
	o := accepted()
	o.RequestHeader.Set(journal.TestHeader, "mine")
	j.Record(o)
	if len(j.Findings("")) == 0 || len(j.Findings("mine")) == 0 {
		t.Fatal("nothing was found")
	}
	j.Reset()
	for _, test := range []string{"", "mine"} {
		if found, n := j.Findings(test), j.Counts(test); len(found) > 0 || n != (journal.Counts{}) || len(j.Entries(test)) > 0 {
			t.Errorf("of test %q are left: %v, %+v", test, found, n)
		}
	}
}

// TestDeliberate: the answer that a mock server was told to give is not validated,
// and the request is.
func TestDeliberate(t *testing.T) {
	for _, tt := range []struct {
		body, want, reason string
	}{
		{valid, "request encoding", "a broken answer was asked for, and only the observer saw more"},
		{strings.Replace(valid, "success", "done", 1), "request enum, request encoding", "the client broke the contract all the same"},
	} {
		j := open(t, journal.WithTolerated("utf8"))
		o := create()
		o.RequestBody, o.Status, o.ResponseBody, o.Deliberate = []byte(tt.body), 500, []byte("<html>"), true
		o.Faults = []contract.Violation{journal.NoAnswer, {Side: contract.InRequest, Rule: "utf8"}, {Side: contract.InRequest, Rule: "encoding"}}
		for name, v := range map[string]string{
			"Validate":         strings.Join(rules(j.Validate(o)), ", "),
			"ValidateResponse": strings.Join(rules(j.ValidateResponse(o, j.ValidateRequest(o))), ", "),
		} {
			if v != tt.want {
				t.Errorf("%s: found %q, want %q\nreason: %s", name, v, tt.want, tt.reason)
			}
		}
	}
}

// TestUnread: a body that the server did not read is not counted as validated.
func TestUnread(t *testing.T) {
	tests := []struct {
		name, method, body string
		status             int
		want               int64
		reason             string
	}{
		{"no credentials", "POST", valid, 401, 1, "nobody knows what the server would say of the body"},
		{"forbidden", "POST", valid, 403, 1, "nobody knows what the server would say of the body"},
		{"not found", "POST", valid, 404, 1, "nobody knows what the server would say of the body"},
		{"not allowed", "POST", valid, 405, 1, "nobody knows what the server would say of the body"},
		{"too large", "POST", valid, 413, 1, "it was not read to its end"},
		{"media type", "POST", valid, 415, 1, "the server cannot read it"},
		{"too many requests", "POST", valid, 429, 1, "nobody knows what the server would say of the body"},
		{"created", "POST", valid, 201, 0, "the server has read it"},
		{"refused for the body", "POST", valid, 400, 0, "the server has read it"},
		{"no body", "GET", "", 404, 0, "there is nothing to read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := open(t)
			o := create()
			o.Method, o.RequestBody, o.Status = tt.method, []byte(tt.body), tt.status
			j.Record(o)
			if got := j.Counts("").NotJudged; got != tt.want {
				t.Errorf("%d exchanges are not validated whole, want %d\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}

// TestUndocumented: which answers have to be errors as the document has them, though
// it does not name them.
func TestUndocumented(t *testing.T) {
	tests := []struct {
		name, method, target string
		status               int
		want                 string
		reason               string
	}{
		{"unknown path", "GET", "/beta/x", 404, "request path, response required", "clients read all errors in one way"},
		{"first status of errors", "GET", "/beta/x", 400, "request path, response required", "it is an error"},
		{"last status that is none", "GET", "/beta/x", 399, "request path", "it is no error"},
		{"elsewhere", "GET", "/x", 404, "request path", "the document says nothing of what is not below its base path"},
		{"no body", "HEAD", "/beta/x", 404, "request path", "there is nothing to validate"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := open(t)
			o := create()
			o.Method, o.Target, o.RequestBody, o.Status, o.ResponseBody = tt.method, tt.target, nil, tt.status, []byte("{}")
			j.Record(o)
			if got := rulesOf(j); got != tt.want {
				t.Errorf("found %q, want %q\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}
