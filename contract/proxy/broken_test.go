package proxy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/proxy"
	"profilestatus.example/test/broken"
)

// beyond are the rules that one exchange does not show, or that need to know
// what a client was after. They are for the check to find.
var beyond = []string{"auth", "method", "location", "allow", "readBack", "echo", "uniqueId", "clientId", "conflict", "paging", "pageSize", "unselected", "deleted", "latency"}

// TestBrokenServers breaks a server in one way at a time. The proxy must find
// each that single exchanges show.
func TestBrokenServers(t *testing.T) {
	tried := 0
	for _, way := range broken.Ways() {
		if slices.Contains(beyond, way.Rule) || way.Name == "cuts now and then" { // a GET is tried again, RFC 9110 section 9.2.2
			continue
		}
		tried++
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			f := before(t, way.Break(service(t)), proxy.WithTimeout(300*time.Millisecond))
			f.use(way.Rare)
			if err := f.journal.Assert("", contract.InResponse); err == nil {
				t.Errorf("nothing was found, want %s\nreason: %s", way.Rule, way.Reason)
			}
		})
	}
	if tried < 60 {
		t.Errorf("only %d ways were tried", tried)
	}
	t.Run("none", func(t *testing.T) {
		f := before(t, service(t))
		f.use(true)
		if err := f.journal.Assert("", contract.InResponse); err != nil {
			t.Error(err)
		}
	})
}

// use is what clients do, right and wrong, until an answer breaks the contract, which
// is then in the journal. Some ways break the hundredth answer: for them it takes long
// enough.
func (f *fixture) use(long bool) {
	at := func(method, target, body string, header ...string) {
		if f.journal.Counts("").ResponseBroken > 0 {
			return
		}
		_, err := f.try(method, target, body, header...)
		if err != nil {
			f.Log(err) // the server is broken
		}
	}
	create := func(bodies ...string) {
		for _, body := range bodies {
			at("POST", statusPath, body, "Content-Type", "application/json")
		}
	}
	with := func(from, to string) string { return strings.Replace(valid, from, to, 1) }
	read := func() {
		for _, target := range []string{statusPath, historyPath, historyPath + "?$top=1", historyPath + "/paused", historyPath + "/none"} {
			at("GET", target, "")
			at("GET", target, "", "Authorization", "")
		}
	}
	for _, status := range []string{"paused", "inProgress", "success", "error", "validationError", "quarantined", "unknownFutureValue"} {
		create(`{"id":"` + status + `",` + with("success", status)[1:])
	}
	create(valid, `{"id":"paused",`+valid[1:], with("12Z", "12.123456789+02:00"), with("2026-11-23", "2024-02-29"), `{"id":"`+strings.Repeat("a", 128)+`",`+valid[1:])
	read()
	create(invalid, "", "{", "[]", "null", "[[[", "{}", valid+valid, "\ufeff"+valid, with("}", ",}"), `{"x":1,`+valid[1:], `{"status":"error",`+valid[1:],
		"{\"a\xff\":1,"+valid[1:], `{"status":"success","lastSynchronizationDateTime":null}`, `{"id":"",`+valid[1:], with(`"success"`, "1"), with("Z", ""), with("11-23", "02-31"))
	create(with("status", "STATUS"), with("success", "PAUSED"), with("success", " paused "), `{`+valid[len(`{"status":"success",`):])
	create(`{"id":7,`+valid[1:], `{"id":"a/b",`+valid[1:], `{"id":"`+strings.Repeat("a", 129)+`",`+valid[1:], `{"@odata.type":"#x",`+valid[1:])
	create(with("T09:58:12Z", ""), with("T09:58:12", "T24:00:00"), with(":12Z", ":60Z"), with("T09", " 09"))
	for _, header := range [][]string{{"Content-Type", "text/plain"}, {"Content-Type", ""}, {"Content-Type", "application/json; charset=latin1"}, {"Content-Type", "application/json; charset=utf-8"}, {"Content-Encoding", "br"}} {
		at("POST", statusPath, valid, header...)
	}
	for _, target := range []string{historyPath + "?$top=0", historyPath + "?$top=5000", historyPath + "?$top=x", historyPath + "?%24x-unknown=1", statusPath + "/", strings.Replace(historyPath, "profileStatusHistory", "PROFILESTATUSHISTORY", 1), "/beta/x"} {
		at("GET", target, "")
	}
	at("PUT", statusPath, valid)
	at("POST", statusPath, valid, "Content-Type", "application/json", "Prefer", "return=minimal")
	at("DELETE", strings.Replace(statusPath, "p1", "p%201", 1), "")
	at("DELETE", statusPath, "")
	read()
	for range 4 {
		if long {
			read()
		}
	}
}
