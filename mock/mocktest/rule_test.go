package mocktest

import (
	"encoding/json"
	"testing"
	"time"

	"profilestatus.example/mock/control/client"
	"profilestatus.example/server/identity"
)

// TestRule compares rules with what the document has.
func TestRule(t *testing.T) {
	t.Parallel()
	throttled := Answer(429).RetryAfter(2)
	custom := client.Rule{Answer: &client.Answer{Status: 599, BreaksContract: new(true)}}
	tests := []struct {
		name   string
		rule   Rule
		want   string
		reason string
	}{
		{"answer", Answer(500), `{"answer":{"status":500}}`, "a status alone is a complete answer"},
		{"throttled", throttled.Times(1).Operation("createProfileStatus"), `{"answer":{"retryAfter":2,"status":429},"match":{"operations":["createProfileStatus"]},"times":1}`, "the rule that most tests need"},
		{"again", throttled.Nth(3), `{"answer":{"retryAfter":2,"status":429},"nth":3}`, "a rule that others begin with stays as it was"},
		{"every match", Slow(time.Second).Operation("a", "b").Profile("x*").Property("status", "error").Header("x-y", ""),
			`{"delay":{"fixed":1000},"match":{"header":{"name":"x-y","value":""},"operations":["a","b"],"profile":"x*","property":{"name":"status","value":"error"}}}`, "they add up"},
		{"after", Reset().After(), `{"connection":"reset","when":"after"}`, "the client cannot know that it succeeded"},
		{"hang", Hang().Probability(0.5, 7), `{"connection":"hang","probability":0.5,"seed":7}`, "chance can be repeated"},
		{"cut", Cut().Delay(1500 * time.Microsecond), `{"connection":"cut","delay":{"fixed":1}}`, "delays are whole milliseconds"},
		{"custom", Custom(custom).Message("x"), `{"answer":{"breaksContract":true,"message":"x","status":599}}`, "any rule of the document can be begun with"},
		{"custom again", Custom(custom), `{"answer":{"breaksContract":true,"status":599}}`, "and stays as it was"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := json.Marshal(tt.rule.Value())
			if err != nil || string(got) != tt.want {
				t.Errorf("got  %s, %v\nwant %s\nreason: %s", got, err, tt.want, tt.reason)
			}
		})
	}
}

// TestSafe: whatever a test is called, its tenant has a name that is allowed, and
// no other test has it.
func TestSafe(t *testing.T) {
	t.Parallel()
	long := "TestOfEverythingThatASuiteCanDoWithALongNameThatDoesNotFitAtAllIntoSixtyFour"
	tests := []struct{ name, want, reason string }{
		{"TestThrottled", "TestThrottled", "it stays as it is"},
		{"TestThrottled/after_a_second#01", "TestThrottled-after_a_second-01-ae20056c0502", "the characters that subtests bring"},
		{"TestThrottled/after_a_second/01", "TestThrottled-after_a_second-01-ad899b5aaa71", "the same but for them"},
		{long, "", "too long"},
		{long + "1", "", "too long, and different at its end"},
		{"Тест", "", "other letters"},
		{"..", "", "a path would be another one"},
		{"-x", "", "a letter or a digit must be the first"},
		{"x", "x", "nothing to change"},
		{"", "", "no name"},
	}
	seen := make(map[string]string)
	for _, tt := range tests {
		got := safe(tt.name)
		if !identity.IsTenant(got) || tt.want != "" && got != tt.want {
			t.Errorf("safe(%q) = %q, want %q\nreason: %s", tt.name, got, tt.want, tt.reason)
		}
		if other, ok := seen[got]; ok {
			t.Errorf("%q and %q are both %q\nreason: %s", other, tt.name, got, tt.reason)
		}
		seen[got] = tt.name
	}
}

// TestTake: tests of the same name at the same time have different tenants.
func TestTake(t *testing.T) {
	t.Parallel()
	r := registry{used: make(map[string]bool)}
	a, releaseA := r.take("TestX")
	b, releaseB := r.take("TestX")
	if a != "TestX" || a == b || !identity.IsTenant(b) {
		t.Errorf("the names are %q and %q", a, b)
	}
	releaseA()
	if again, _ := r.take("TestX"); again != a {
		t.Errorf("after its release the name is %q, want %q", again, a)
	}
	releaseB()
}
