package page_test

import (
	"strings"
	"testing"
)

// TestRequestLine shows what of a request line breaks the contract, and offers the
// names of tenants.
func TestRequestLine(t *testing.T) {
	base := start(t)
	tests := []struct{ target, has, reason string }{
		{profilePath + "?$top=2", "GET /beta" + profilePath + "<mark>?$top=[redacted]</mark>", "the parameter is marked, the path is not"},
		{profilePath + "History?$top=2&$skiptoken=%20", "?$top=2<mark>&amp;$skiptoken=", "the second one"},
		{"/nowhere", "GET<mark> /beta/nowhere</mark>", "the document has no such path"},
		{"/education/synchronizationProfiles/" + strings.Repeat("x", 600) + "/profileStatus", "/profileStatus</mark></h2>", "the id in the path is too long"},
		{profilePath, `<option value="contoso"></option>`, "the tenant that was used can be chosen"},
	}
	for i, tt := range tests {
		visit(t, base+"/tenants/contoso/beta"+tt.target, nil, "Authorization", "Bearer t")
		if _, text := visit(t, base+"/ui/traffic/"+string(rune('1'+i))+"?tenant=contoso", nil); !strings.Contains(text, tt.has) {
			t.Errorf("GET %.80s: %q is not on the page:\n%s\nreason: %s", tt.target, tt.has, text, tt.reason)
		}
	}
}
