package contract_test

import (
	"net/http"
	"testing"

	"profilestatus.example/contract"
)

// TestAuthorization shows which requests carry credentials; whether they are
// good is not for the contract to say.
func TestAuthorization(t *testing.T) {
	tests := []struct {
		header []string
		broken bool
		reason string
	}{
		{[]string{"Bearer t"}, false, "a token"},
		{[]string{"bearer t"}, false, "schemes ignore case, RFC 9110 section 11.1"},
		{nil, true, "nothing"},
		{[]string{""}, true, "nothing"},
		{[]string{"Bearer"}, true, "a scheme alone is no token, RFC 6750 section 2.1"},
		{[]string{"Bearer "}, true, "what a client writes that was given an empty token"},
	}
	c := load(t)
	for _, tt := range tests {
		v := c.Exchange(&contract.Exchange{
			Method: "GET", Target: statusPath, RequestHeader: http.Header{"Authorization": tt.header}, Status: 401,
		})
		broken := false
		for _, found := range v.Violations {
			broken = broken || found.Rule == "authorization"
		}
		if broken != tt.broken {
			t.Errorf("Authorization %q: broken = %t, want %t: %s", tt.header, broken, tt.broken, tt.reason)
		}
	}
}
