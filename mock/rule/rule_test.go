package rule_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/mock"
	"profilestatus.example/mock/control"
	"profilestatus.example/mock/rule"
)

// parse reads a rule.
func parse(t testing.TB, text string) (r control.Rule) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// refusals returns what is wrong with a rule by the document of the control and
// beyond it.
func refusals(t testing.TB) func(text string) []contract.Violation {
	t.Helper()
	document, err := contract.Load([]byte(mock.OpenAPI()))
	if err != nil {
		t.Fatal(err)
	}
	create, err := document.Find("POST", "/__mock/rules")
	if err != nil {
		t.Fatal(err)
	}
	return func(text string) []contract.Violation {
		sent := httptest.NewRequest("POST", "/__mock/rules", nil)
		sent.Header.Set("Content-Type", "application/json")
		body, found := create.Request(sent, []byte(text))
		var r control.Rule
		if len(found) > 0 || r.BindJSON(body) != nil {
			return found
		}
		return rule.Validate(&r)
	}
}

func TestValidate(t *testing.T) {
	check := refusals(t)
	tests := []struct {
		rule   string
		want   string // "rule target", separated by commas
		has    string // in the first message
		reason string
	}{
		{`{"answer":{"status":429}}`, "", "", "every operation has 429"},
		{`{"answer":{"status":503,"retryAfter":0,"message":"Not now."}}`, "", "", "a client may be told to come back at once"},
		{`{"delay":{"fixed":100}}`, "", "", "a delay alone is enough"},
		{`{"connection":"reset","when":"after"}`, "", "", "the answer is lost"},
		{`{"connection":"cut","delay":{"uniform":{"min":1,"max":1}}}`, "", "", "a connection may break late"},
		{`{}`, "", "", "it lets requests through, past the rules behind it"},
		{`{"match":{"profile":"a"},"times":1}`, "", "", "so does one with conditions"},
		{`{"answer":{"status":429},"connection":"hang"}`, "not /connection", `"answer" and "connection" exclude each other`, "no connection is broken and answered"},
		{`{"delay":{}}`, "minProperties /delay", "", "nobody knows how long"},
		{`{"delay":{"fixed":1,"logNormal":{"median":1,"sigma":0}}}`, "maxProperties /delay", "", "nor here"},
		{`{"delay":{"uniform":{"min":2,"max":1}}}`, "", "", "any time between them"},
		{`{"answer":{"status":409}}`, "not /answer", "Let the rule match createProfileStatus alone", "only a create has 409"},
		{`{"match":{"operations":["createProfileStatus"]},"answer":{"status":409}}`, "", "", "a create has 409"},
		{`{"match":{"property":{"name":"id","value":"x"}},"answer":{"status":409}}`, "", "", "only a create has a body, and properties"},
		{`{"match":{"operations":["createProfileStatus","getProfileStatus"]},"answer":{"status":413}}`, "not /answer", "Only a create has", "one of the operations lacks it"},
		{`{"answer":{"status":418}}`, "not /answer/status", "no such error", "no operation has it"},
		{`{"match":{"operations":["getProfileStatus"]},"answer":{"status":200}}`, "not /answer/status", "no such error", "a success is the service's own to answer"},
		{`{"answer":{"status":418,"breaksContract":true}}`, "", "", "it was asked for in words"},
		{`{"answer":{"status":429,"body":"x","headers":{"Retry-After":"soon"}}}`, "not /answer/body, not /answer/headers", `"breaksContract" is false or left out`, "both may break the document"},
		{`{"answer":{"status":200,"body":"<p>","headers":{"Content-Type":"text/html"},"breaksContract":true}}`, "", "", "a page of a gateway"},
		{`{"answer":{"status":200,"body":"x","message":"y","breaksContract":true}}`, "not /answer/message", "leave out one", "a message has no place in a body of one's own"},
		{`{"answer":{"status":204,"body":"x","breaksContract":true}}`, "not /answer/body", "204 or 304 has no body", "HTTP itself is not broken"},
		{`{"answer":{"status":304,"body":"","breaksContract":true}}`, "", "", "there is none"},
		{`{"answer":{"status":200,"headers":{"content-length":"7"},"breaksContract":true}}`, "not /answer/headers/content-length", "connection: cut", "it would break the connection behind it"},
		{`{"answer":{"status":200,"headers":{"a/b":"7"},"breaksContract":true}}`, "pattern /answer/headers/a~1b", "no name", "RFC 6901 section 3: a slash in a pointer is ~1"},
		{`{"answer":{"status":200,"headers":{"a":"b\nc: d"},"breaksContract":true}}`, "not /answer/headers/a", "control character", "it would be another header"},
		{`{"answer":{"status":404,"retryAfter":1}}`, "not /answer/retryAfter", `where "breaksContract" is false or left out and "status" is not 429 or 503`, "the document has Retry-After for 429 and 503"},
		{`{"answer":{"status":429,"message":"a\nb"}}`, "pattern /answer/message", "", "the document has no message with a line end"},
		{`{"connection":"cut","answer":{"status":500},"delay":{"uniform":{"min":60001,"max":1}}}`, "not /connection, maximum /delay/uniform/min", "", "all that is wrong is told at once"},
		{`{"answer":{"status":301,"retryAfter":1,"breaksContract":true}}`, "", "", "RFC 9110 section 10.2.3: redirections have it, too"},
		{`{"answer":{"status":429,"headers":{"a\u0013` + strings.Repeat("b", 600) + `":""},"breaksContract":true}}`, "pattern /answer/headers/a\uFFFD" + strings.Repeat("b", 57) + "…", "no name", "a target in an answer is printable, and bounded"},
	}
	for _, tt := range tests {
		var got []string
		found := check(tt.rule)
		for _, v := range found {
			got = append(got, v.Rule+" "+v.Target)
		}
		if all := strings.Join(got, ", "); all != tt.want || len(found) > 0 && !strings.Contains(found[0].Message, tt.has) {
			t.Errorf("%s\ngot  %s, %v\nwant %s, with %q\nreason: %s", tt.rule, all, found, tt.want, tt.has, tt.reason)
		}
	}
}

// TestStatuses: a rule answers with the errors that the document of the API has
// for the operations that it matches, and with no others.
func TestStatuses(t *testing.T) {
	check := refusals(t)
	api, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range api.Operations() {
		for status := 200; status < 600; status++ {
			text := fmt.Sprintf(`{"match":{"operations":[%q]},"answer":{"status":%d}}`, op.ID, status)
			found := check(text)
			if documented := status >= 400 && slices.Contains(op.Statuses(), strconv.Itoa(status)); documented != (len(found) == 0) {
				t.Errorf("%s: documented: %v, and %v", text, documented, found)
			}
		}
	}
}

func request() *rule.Request {
	return &rule.Request{
		Operation: "createProfileStatus", Profile: "school-1", Test: "create",
		Header: http.Header{"User-Agent": {"one", "two"}},
		Body:   map[string]any{"id": "run-1", "count": json.Number("7"), "none": nil, "list": []any{"a"}},
	}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		match  string
		want   bool
		reason string
	}{
		{`{}`, true, "what is left out matches every request"},
		{`{"operations":["getProfileStatus","createProfileStatus"]}`, true, "one of them"},
		{`{"operations":["getProfileStatus"]}`, false, "another one"},
		{`{"profile":"school-1"}`, true, "the same"},
		{`{"profile":"school-*"}`, true, "any characters"},
		{`{"profile":"*"}`, true, "any characters at all"},
		{`{"profile":"sc*l-?"}`, true, "both signs"},
		{`{"profile":"school-?1"}`, false, "a ? is one character"},
		{`{"profile":"school"}`, false, "the beginning alone is another name"},
		{`{"profile":"School-1"}`, false, "ids have a case"},
		{`{"test":"create"}`, true, "the test that the request names"},
		{`{"test":"creates"}`, false, "another test"},
		{`{"header":{"name":"user-AGENT"}}`, true, "names ignore case"},
		{`{"header":{"name":"User-Agent","value":"two"}}`, true, "a header may have several lines"},
		{`{"header":{"name":"User-Agent","value":"Two"}}`, false, "values do not ignore it"},
		{`{"header":{"name":"User-Agent","value":"one, two"}}`, false, "values are those of the lines"},
		{`{"header":{"name":"X-Other"}}`, false, "it is not there"},
		{`{"property":{"name":"id","value":"run-1"}}`, true, "a string as it is"},
		{`{"property":{"name":"id","value":"\"run-1\""}}`, false, "not as JSON"},
		{`{"property":{"name":"count","value":"7"}}`, true, "a number as JSON"},
		{`{"property":{"name":"none","value":"null"}}`, true, "null as JSON"},
		{`{"property":{"name":"list","value":"[\"a\"]"}}`, true, "a list as JSON"},
		{`{"property":{"name":"other","value":""}}`, false, "a property that is not there has no value"},
		{`{"profile":"school-*","test":"other"}`, false, "all of it must match"},
	}
	for _, tt := range tests {
		var s rule.Set
		s.Add(parse(t, `{"answer":{"status":429},"match":`+tt.match+`}`))
		if got := s.Decide(request()) != nil; got != tt.want {
			t.Errorf("%s: got %t\nreason: %s", tt.match, got, tt.reason)
		}
	}
	var s rule.Set
	s.Add(parse(t, `{"answer":{"status":429},"match":{"property":{"name":"id","value":"x"}}}`))
	if s.Decide(&rule.Request{Operation: "getProfileStatus"}) != nil {
		t.Error("a request without a body has a property")
	}
}

// TestCount plays requests that all match, and writes down what each rule does.
func TestCount(t *testing.T) {
	tests := []struct {
		rules  string // each by its condition
		want   string // the rules that decided, - for none
		fired  string // "matched/fired" of each
		reason string
	}{
		{`{}`, "r1 r1 r1 r1 r1", "5/5", "without a condition it answers all"},
		{`{"times":2}`, "r1 r1 - - -", "5/2", "so many"},
		{`{"nth":4}`, "- - - r1 r1", "5/2", "from the fourth on"},
		{`{"nth":2,"times":2}`, "- r1 r1 - -", "5/2", "two from the second on"},
		{`{"times":1} {"times":2} {}`, "r1 r2 r2 r3 r3", "5/1 4/2 2/2", "a rule that is used up lets later ones decide"},
		{`{} {}`, "r1 r1 r1 r1 r1", "5/5 0/0", "the first decides, and the second is not asked"},
		{`{"probability":0}`, "- - - - -", "5/0", "never"},
		{`{"probability":1,"times":1}`, "r1 - - - -", "5/1", "always, once"},
		{`{"match":{"profile":"x"}} {"nth":5}`, "- - - - r2", "0/0 5/1", "a rule that does not match counts nothing"},
	}
	for _, tt := range tests {
		var s rule.Set
		for condition := range strings.FieldsSeq(tt.rules) {
			r := parse(t, condition)
			r.Answer = &control.Answer{Status: 429}
			s.Add(r)
		}
		var decided, fired []string
		for range 5 {
			if e := s.Decide(request()); e != nil {
				decided = append(decided, e.Rule)
			} else {
				decided = append(decided, "-")
			}
		}
		for _, r := range s.List() {
			fired = append(fired, string('0'+rune(r.Matched))+"/"+string('0'+rune(r.Fired)))
		}
		if got := strings.Join(decided, " "); got != tt.want || strings.Join(fired, " ") != tt.fired {
			t.Errorf("%s\ngot  %s, %s\nwant %s, %s\nreason: %s", tt.rules, got, fired, tt.want, tt.fired, tt.reason)
		}
	}
}

// TestChance: the same seed does the same, also one that the service took.
func TestChance(t *testing.T) {
	play := func(r control.Rule) (made control.RuleStatus, fired []bool, delays []time.Duration) {
		var s rule.Set
		made, _ = s.Add(r)
		for range 2000 {
			e := s.Decide(request())
			fired = append(fired, e != nil)
			if e != nil {
				delays = append(delays, e.Delay)
			}
		}
		return made, fired, delays
	}
	first, fired, delays := play(parse(t, `{"probability":0.25,"delay":{"uniform":{"min":10,"max":20}}}`))
	if first.Rule.Seed == nil {
		t.Fatal("the seed is not told")
	}
	_, again, delaysAgain := play(first.Rule)
	for i := range fired {
		if fired[i] != again[i] {
			t.Fatalf("request %d: %t, then %t with the same seed", i, fired[i], again[i])
		}
	}
	if n := len(delays); n < 400 || n > 600 {
		t.Errorf("%d of 2000 requests were answered, want about 500", n)
	}
	for i, d := range delays {
		if d < 10*time.Millisecond || d > 20*time.Millisecond || d != delaysAgain[i] {
			t.Fatalf("delay %d: %v, then %v; want both the same, between 10 and 20 ms", i, d, delaysAgain[i])
		}
	}
	if made, _, _ := play(parse(t, `{"answer":{"status":429}}`)); made.Rule.Seed != nil {
		t.Error("a rule without chance has a seed")
	}
}

func TestDelay(t *testing.T) {
	tests := []struct {
		delay    string
		min, max time.Duration // of 1000
		median   time.Duration // of the same, roughly; 0: any
		reason   string
	}{
		{`{"fixed":250}`, 250 * time.Millisecond, 250 * time.Millisecond, 250 * time.Millisecond, "always"},
		{`{"uniform":{"min":5,"max":5}}`, 5 * time.Millisecond, 5 * time.Millisecond, 5 * time.Millisecond, "between two that are the same"},
		{`{"logNormal":{"median":100,"sigma":0}}`, 100 * time.Millisecond, 100 * time.Millisecond, 100 * time.Millisecond, "no deviation"},
		{`{"logNormal":{"median":100,"sigma":0.5}}`, 1, rule.MaxDelay, 100 * time.Millisecond, "half are shorter"},
		{`{"logNormal":{"median":60000,"sigma":4}}`, 1, rule.MaxDelay, 0, "however long, it is bounded"},
	}
	for _, tt := range tests {
		var s rule.Set
		s.Add(parse(t, `{"seed":1,"delay":`+tt.delay+`}`))
		shorter := 0
		for range 1000 {
			d := s.Decide(request()).Delay
			if d < tt.min || d > tt.max {
				t.Errorf("%s: %v is not in %v to %v\nreason: %s", tt.delay, d, tt.min, tt.max, tt.reason)
				break
			}
			if d <= tt.median {
				shorter++
			}
		}
		if tt.median > 0 && tt.min != tt.max && (shorter < 400 || shorter > 600) {
			t.Errorf("%s: %d of 1000 are at most %v\nreason: %s", tt.delay, shorter, tt.median, tt.reason)
		}
	}
}
