package report_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// TestScript gives scripts to a shell: what they send has to follow the answers
// of the server, which differ from run to run.
func TestScript(t *testing.T) {
	for _, tool := range []string{"sh", "curl", "sed", "od"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the scripts cannot be run: %v", err)
		}
	}
	create := report.Step{ID: 1, Exchange: contract.Exchange{Method: "POST", Target: "/things", RequestHeader: http.Header{"Content-Type": {"application/json"}}, RequestBody: []byte(`{"key":"ck0123456789-1"}`),
		ResponseBody: []byte(`{"first":{"id":1},"id":2,"nextLink":"https://old.example/things?after=a"}`)}}
	given := func(text string) report.Part { return report.Part{Text: text} }
	told := func(text, by string) report.Part { return report.Part{Text: text, From: 1, By: by} }
	read := func(parts ...report.Part) report.Step {
		return report.Step{ID: 2, Target: parts, Exchange: contract.Exchange{Method: "GET", Target: "/not/this", RequestHeader: http.Header{}}}
	}
	set := report.Step{ID: 5, Exchange: contract.Exchange{Method: "PUT", Target: "/last", RequestHeader: http.Header{}}, Body: []report.Part{given(`{"of":`), told("2", "/id"), given(`,"and":"`), told("1", "/first/id"), given(`"}`)}}
	tests := []struct {
		name   string
		steps  []report.Step
		want   string // the requests
		reason string
	}{
		{"Location", []report.Step{create, read(told("/things/old", "header/Location"))}, "POST /things GET /things/made", "an address that the server makes"},
		{"its end", []report.Step{create, read(given("/gateway/things/"), told("old", "header/Location"), given("/parts"))}, "POST /things GET /gateway/things/made/parts", "a gateway is not in the address"},
		{"id", []report.Step{create, read(given("/things/"), told("2", "/id"))}, "POST /things GET /things/17", "an id without an address"},
		{"an id before it", []report.Step{create, read(given("/things/"), told("1", "/first/id"))}, "POST /things GET /things/4", "the same name twice"},
		{"next", []report.Step{create, read(told("/things?after=a", "/nextLink"))}, "POST /things GET /things?after=b&top=1", "a link to the next page, with an escaped character"},
		{"body", []report.Step{create, set}, "POST /things PUT /last", "what an answer told is sent in a body"},
		{"none", []report.Step{create, {ID: 3, Exchange: contract.Exchange{Method: "GET", Target: "/things", RequestHeader: http.Header{}}}}, "POST /things GET /things", "an address that is known"},
		{"together", []report.Step{create, {ID: 4, Together: true, Exchange: create.Exchange}}, "POST /things POST /things", "both are waited for"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			seen := make(chan string, 10)
			bodies := make(chan string, 10)
			ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				bodies <- string(body)
				seen <- r.Method + " " + r.URL.RequestURI()
				w.Header().Set("Location", "https://elsewhere.example/things/made")
				_, _ = w.Write([]byte(`{"first":{"id":4},"id":17,"nextLink":"https://elsewhere.example/things?after=b\u0026top=1"}`))
			}))
			defer ts.Close()
			script := report.Script(ts.URL, "0123456789", tt.steps)
			if out, err := exec.Command("sh", "-e", "-c", script).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s\n%s", err, script, out)
			}
			var all []string
			for range len(seen) {
				all = append(all, <-seen)
			}
			if got := strings.Join(all, " "); got != tt.want {
				t.Errorf("the server got %s, want %s\n%s\nreason: %s", got, tt.want, script, tt.reason)
			}
			if body := <-bodies; strings.Contains(body, "0123456789") || len(body) != len(`{"key":"ck0123456789-1"}`) {
				t.Errorf("the body is %s, want one with a new id", body)
			}
			if tt.name == "body" {
				if body := <-bodies; body != `{"of":17,"and":"4"}` {
					t.Errorf("the body is %s, want what the answer told\nreason: %s", body, tt.reason)
				}
			}
		})
	}
}

// TestScriptText compares what a shell would not show.
func TestScriptText(t *testing.T) {
	get := func(id int, target string) report.Step {
		return report.Step{ID: id, Exchange: contract.Exchange{Method: "GET", Target: target}}
	}
	both := []report.Step{get(1, "/a"), get(2, "/b"), get(3, "/c"), get(4, "/d")}
	both[2].Together = true
	made := []report.Step{get(1, "/n0"), get(2, "/n0/17")}
	made[1].Target = []report.Part{{Text: "/n0/"}, {Text: "17", From: 1, By: "/id"}}
	large := []report.Step{get(1, "/a"), get(2, "/b"), get(3, "/c")}
	for _, i := range []int{0, 2} {
		large[i].Exchange.RequestBody, large[i].Exchange.RequestHeader = make([]byte, 9000), http.Header{"Content-Type": {"text/plain"}}
	}
	tests := []struct {
		name, base, nonce string
		steps             []report.Step
		want              string
		reason            string
	}{
		{"together", "$BASE", "", both, "curl -i --url \"$BASE\"'/a'\ncurl -i --url \"$BASE\"'/b' &\ncurl -i --url \"$BASE\"'/c' &\nwait\ncurl -i --url \"$BASE\"'/d'\n", "only two are sent at once"},
		{"made", "$BASE", "n0", made, `run=$(od -An -N5 -tx1 /dev/urandom | tr -d ' \n')
answer=$(curl -i --url "$BASE"'/'"$run"'')
printf '%s\n' "$answer"
from1_1=$(printf '%s\n' "$answer" | grep -oE '"id" *: *("[^"]*"|[^",}{ ]*)' | sed -n 1p | sed 's/^"[^"]*" *: *//; s/^"//; s/"$//; s/\\u0026/\&/g; s,^[a-zA-Z][a-zA-Z]*://[^/]*,,')
curl -i --url "$BASE"'/'"$run"'/'"$from1_1"''
`, "the path is as new as the id"},
		{"large bodies", "$BASE", "", large, `curl -i -X 'GET' --url "$BASE"'/a' -H 'Content-Type: text/plain' --data-binary @body1
curl -i --url "$BASE"'/b'
curl -i -X 'GET' --url "$BASE"'/c' -H 'Content-Type: text/plain' --data-binary @body3
`, "each has a file of its own"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := report.Script(tt.base, tt.nonce, tt.steps); got != tt.want {
				t.Errorf("Script() =\n%s, want\n%s\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}
