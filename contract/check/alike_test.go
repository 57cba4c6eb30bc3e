package check

import (
	"testing"

	"profilestatus.example/contract"
)

// TestErrorsAlike: by the profile of Graph an error that the document does not
// describe has to look like all others.
func TestErrorsAlike(t *testing.T) {
	cfg := quiet
	cfg.Options = []contract.Option{contract.Graph()}
	k := started(t, shelf, cfg)
	tests := []struct {
		path   string // "" for that of the operation
		status int
		want   bool
		reason string
	}{
		{"", 409, true, "another operation describes a 409"},
		{"", 404, false, "the document describes a 404"},
		{"/v1/nowhere", 404, true, "no operation describes it"},
		{"/v1/nowhere", 400, true, "the first status of an error"},
		{"/v1/nowhere", 302, false, "no error"},
	}
	for _, tt := range tests {
		p := k.own(k.named(t, "a"), "paths", "a note")
		if tt.path != "" {
			p.path, p.operation = tt.path, nil
		}
		r := k.evaluate(p, exchanged(p, reply{tt.status, nil, `{"odd":1}`}), 0)
		if got := len(r.soft) > 0; got != tt.want {
			t.Errorf("%s %d: %q are conventions of %q, want some: %t\nreason: %s", tt.path, tt.status, rules(r.soft), rules(r.found), tt.want, tt.reason)
		}
		for _, v := range r.soft {
			if v.Side != contract.InResponse || p.operation != nil && v.Line == 0 {
				t.Errorf("%s %d: %+v has no place\nreason: %s", tt.path, tt.status, v, tt.reason)
			}
		}
	}
}
