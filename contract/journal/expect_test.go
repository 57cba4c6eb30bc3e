package journal_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// A try is a create by a test.
func try(body string, status int, header ...string) *journal.Observation {
	h := http.Header{"Authorization": {"Bearer t"}, "Content-Type": {"application/json"}}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	r, _ := http.NewRequest("POST", "http://h"+statusPath, nil)
	r.Header = h
	o := journal.NewObservation(r)
	o.RequestBody, o.Status = []byte(body), status
	o.ResponseHeader = http.Header{"Content-Type": {"application/json"}, "Request-Id": {"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11"},
		"Client-Request-Id": {"c"}, "Cache-Control": {"no-store"}, "Date": {"Mon, 23 Nov 2026 10:00:00 GMT"}, "Location": {"/x"}}
	o.ResponseBody = []byte(created)
	if status >= 400 {
		o.ResponseBody = []byte(`{"error":{"code":"BadRequest","message":"m","innerError":{"date":"2026-11-23T10:00:00","request-id":"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11","client-request-id":"c"}}}`)
	}
	return o
}

// rulesOf lists what the last exchange broke.
func rulesOf(j *journal.Journal) string {
	var names []string
	for _, v := range j.Entries("")[len(j.Entries(""))-1].Violations {
		names = append(names, string(v.Side)+" "+v.Rule)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

var badStatus = strings.Replace(valid, "success", "done", 1)

func TestExpectHeader(t *testing.T) {
	tests := []struct {
		name, expect, body string
		status             int
		want               string
		message            string
		reason             string
	}{
		{"nothing expected", "", badStatus, 400, "request enum", "", "the rows below expect something"},
		{"met", "enum /status", badStatus, 400, "", "", "a test of a refusal is green"},
		{"met by rule", "enum", badStatus, 400, "", "", "anywhere"},
		{"met by pattern", "enum /*", badStatus, 400, "", "", "* is any name"},
		{"colon and side", "request enum:/status", badStatus, 400, "", "", "as X-Contract-Violations and --tolerate write it"},
		{"not met", "enum /status", valid, 201, "request expect", "enum at /status", "the test does not send what it means to"},
		{"elsewhere", "enum /id", badStatus, 400, "request enum, request expect", "enum at /id", "it is another property"},
		{"accepted", "enum /status", badStatus, 201, "response accepted", "", "the server should have refused it"},
		{"several", "enum /status, required /lastSynchronizationDateTime", `{"status":"done"}`, 400, "", "", "all of them happened"},
		{"one too few", "enum /status", `{"status":"done"}`, 400, "request required", "", "nobody expected the second"},
		{"no such rule", "enmu /status", badStatus, 400, "request enum, request expect", "near are enum", "a mistyped rule would be green for ever"},
		{"empty", " , ", badStatus, 400, "request enum", "", "nothing is expected"},
		{"of the response", "response enum", valid, 201, "request expect", "The response was expected", "the side can be named"},
		{"unread body", "enum /status", badStatus, 404, "", "", "nobody knows whether it is met"},
		{"unread body, other side", "response enum /status", badStatus, 404, "request expect", "", "the answer was read"},
		{"unread answer", "response enum /status", valid, 201, "", "", "nobody knows whether it is met"},
		{"unread body, other place", "enum query/$top", badStatus, 404, "request expect", "", "the query is known"},
		{"too many", strings.Repeat("enum, ", 20) + "x", badStatus, 400, "", "", "the first that is not read"},
		{"many", strings.Repeat("enum, ", 30) + "x", badStatus, 400, "", "", "no more than 20 are read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			j := open(t)
			var header []string
			if tt.expect != "" {
				header = []string{journal.ExpectHeader, tt.expect}
			}
			o := try(tt.body, tt.status, header...)
			if len(o.RequestHeader[journal.ExpectHeader]) > 0 {
				t.Error("the header would be passed on")
			}
			o.ResponseCut = tt.name == "unread answer"
			j.Record(o)
			if got := rulesOf(j); got != tt.want {
				t.Errorf("found %q, want %q: %v\nreason: %s", got, tt.want, j.Entries("")[0].Violations, tt.reason)
			}
			text := ""
			for _, v := range j.Entries("")[0].Violations {
				text += v.String() + "\n"
			}
			if !strings.Contains(text, tt.message) {
				t.Errorf("found %q, want it to say %q", text, tt.message)
			}
			if err := j.Assert(""); (err == nil) != (tt.want == "") {
				t.Errorf("Assert() = %v", err)
			}
		})
	}
}

func TestExpectedByTest(t *testing.T) {
	tests := []struct {
		name, test, expect string
		seen               []string // tests that send a bad status
		right              []string // tests that send a right one
		want               string   // of the test that is asked about
		reason             string
	}{
		{"met", "refuses a status", "enum /status", []string{"refuses a status"}, nil, "", "the test of a refusal is green"},
		{"met once", "refuses a status", "enum /status", []string{"refuses a status"}, []string{"refuses a status"}, "", "other requests of the test may be right"},
		{"not met", "refuses a status", "enum /status", nil, []string{"refuses a status"}, "expect", "the test does not send what it means to"},
		{"of another test", "refuses a status", "enum /status", []string{"creates"}, nil, "enum", "only the named test may do so"},
		{"of a test with a longer name", "refuses a status", "enum /status", []string{"refuses a status twice"}, nil, "enum", "only * stands for more"},
		{"without a name", "refuses a status", "enum /status", []string{""}, nil, "enum", "nor one without a name"},
		{"not seen", "refuses a status", "enum /status", nil, []string{"creates"}, "", "the test was not run"},
		{"several tests", "refuses*", "enum", []string{"refuses a status", "refuses an id"}, nil, "", "* stands for all that begin so"},
		{"a test that begins otherwise", "refuses*", "enum", []string{"creates"}, nil, "enum", "* stands for the rest alone"},
		{"all tests", "*", "enum", []string{"a"}, nil, "", "but not for requests without a name"},
		{"all tests, no name", "*", "enum", []string{""}, nil, "enum", "but not for requests without a name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			j := open(t, journal.WithExpected(tt.test, tt.expect))
			send := func(tests []string, body string, status int) {
				for _, test := range tests {
					o := try(body, status)
					if test != "" {
						o.RequestHeader.Set(journal.TestHeader, test)
					}
					j.Record(o)
				}
			}
			send(tt.seen, badStatus, 400)
			send(tt.right, valid, 201)
			var names []string
			for _, f := range j.Findings("") {
				names = append(names, f.Violation.Rule)
				if f.Example.Method != "POST" || f.Count != 1 {
					t.Errorf("%+v, want an exchange of the test as the example", f)
				}
			}
			if got := strings.Join(names, ", "); got != tt.want {
				t.Errorf("found %q, want %q\nreason: %s", got, tt.want, tt.reason)
			}
			if err := j.Assert("", contract.InRequest); (err == nil) != (tt.want == "") {
				t.Errorf("Assert() = %v\nreason: %s", err, tt.reason)
			}
			if err := j.Assert("", contract.InResponse); err != nil {
				t.Errorf("Assert(response) = %v, want nothing, since it is the client's", err)
			}
			if f := j.Findings(tt.test); (len(f) > 0) != (tt.want == "expect") || len(f) > 0 && f[0].Group != tt.test {
				t.Errorf("%v is found of the test", f)
			}
			if f := j.Findings("a test that was not run"); len(f) > 0 {
				t.Errorf("%v is found of a test that was not run", f)
			}
			j.Reset()
			if f := j.Findings(""); len(f) > 0 {
				t.Errorf("%v is left after Reset", f)
			}
		})
	}
}

func TestTolerated(t *testing.T) {
	tests := []struct {
		tolerate []string
		body     string
		status   int
		want     string
		reason   string
	}{
		{nil, badStatus, 400, "request enum", "the rows below tolerate something"},
		{[]string{"enum"}, badStatus, 400, "", "anywhere, and a refusal of it is right"},
		{[]string{"enum:/status"}, badStatus, 400, "", "at its place"},
		{[]string{"enum:/id"}, badStatus, 400, "request enum", "it is another property"},
		{[]string{"enum:/*"}, badStatus, 400, "", "* is any name"},
		{[]string{"enum"}, badStatus, 201, "", "and taking it is, too"},
		{[]string{"enum"}, `{"status":"done"}`, 201, "request required, response accepted", "it breaks something else"},
		{[]string{"response enum"}, badStatus, 400, "request enum", "it is of the other side"},
		{[]string{"request enum", "required"}, `{"status":"done"}`, 400, "", "both"},
		{[]string{"accepted"}, badStatus, 201, "request enum", "the client's fault is left"},
		{[]string{"additionalProperties:/[x]"}, `{"[x]":1,` + valid[1:], 400, "", "a place with a bracket in it is itself"},
	}
	for _, tt := range tests {
		j := open(t, journal.WithTolerated(tt.tolerate...))
		j.Record(try(tt.body, tt.status))
		if got := rulesOf(j); got != tt.want {
			t.Errorf("%v, %d: found %q, want %q\nreason: %s", tt.tolerate, tt.status, got, tt.want, tt.reason)
		}
	}
}

func TestUnknownNames(t *testing.T) {
	c := open(t).Contract()
	tests := []struct {
		option journal.Option
		want   string
		reason string
	}{
		{journal.WithTolerated("enmu"), "near are enum", "it would tolerate nothing"},
		{journal.WithTolerated("enum", "Json:/a"), "near are json", "case counts"},
		{journal.WithTolerated(""), "there is no rule", "an empty one"},
		{journal.WithTolerated(":/status"), `there is no rule ""`, "a place alone"},
		{journal.WithTolerated("request response enum"), `there is no rule "response"`, "a violation has one side"},
		{journal.WithExpected("a test", "enmu"), "near are enum", "it would never be met"},
		{journal.WithExpected("", "enum"), "no name of a test", "no test has it"},
	}
	for _, tt := range tests {
		if _, err := journal.New(c, tt.option); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q\nreason: %s", err, tt.want, tt.reason)
		}
	}
}
