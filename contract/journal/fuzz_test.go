package journal_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// FuzzRecord records anything and reads the journal: it must be JSON, and hold
// neither the token nor the key that were sent.
func FuzzRecord(f *testing.F) {
	f.Add("POST", statusPath, "application/json", valid, 201, "application/json", created)
	f.Add("GET", statusPath+"History?$top=%zz&a;b", "x\x00", "\xff", 0, "text/html", "<html>")
	f.Add("\n", "/beta?", "", "\x1f\x8b\x08", 99999, "", "\x1f\x8b\x08\x00")
	f.Add("HEAD", "", "gzip", "", -1, "", "")
	j := open(f, journal.WithMaxEntries(2), journal.WithKeptBodyBytes(20))
	f.Fuzz(func(t *testing.T, method, target, mediaType, body string, status int, answerType, answer string) {
		const secret = "s3cret-0123456789"
		if strings.Contains(method+target+mediaType+body+answerType+answer, secret) {
			t.Skip()
		}
		if status < 100 || status > 999 {
			status = 0 // as there is none on the wire
		}
		j.Reset()
		j.Record(&journal.Observation{
			Exchange: contract.Exchange{
				Method: method, Target: target + "&api_key=" + secret + "?token=" + secret, RequestBody: []byte(body), Status: status, ResponseBody: []byte(answer),
				RequestHeader: http.Header{"Content-Type": {mediaType}, "Content-Encoding": {mediaType}, "Authorization": {secret},
					"Cookie": {"a=" + secret}, journal.TestHeader: {mediaType}, "Referer": {"http://h/?access_token=" + secret}},
				ResponseHeader: http.Header{"Content-Type": {answerType}, "Set-Cookie": {secret}},
				RequestCut:     len(body)%2 == 1, ResponseCut: len(answer)%2 == 1,
			},
		})
		var text strings.Builder
		if err := j.WriteJSON(&text, ""); err != nil || !json.Valid([]byte(text.String())) {
			t.Errorf("%v\n%s", err, &text)
		}
		if target := strings.Contains(target, "?"); strings.Contains(text.String(), secret) && target {
			t.Errorf("a secret is in the journal:\n%s", &text)
		}
		_ = j.Assert("")
	})
}
