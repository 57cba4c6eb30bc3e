package inline_test

import (
	"regexp"
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/internal/inline"
)

// TestInline: no reference is left but those to schemas, and nothing else is
// lost on the way.
func TestInline(t *testing.T) {
	for form, v := range map[string]inline.Variant{"YAML": {Inline: true}, "JSON": {Inline: true, JSON: true}, "OData": {Inline: true, OData: true}} {
		t.Run(form, func(t *testing.T) {
			text, err := inline.Write([]byte(profilestatus.OpenAPI()), v)
			if err != nil {
				t.Fatal(err)
			}
			for _, ref := range regexp.MustCompile(`#/components/\w+`).FindAllString(string(text), -1) {
				if ref != "#/components/schemas" {
					t.Errorf("%s is still referred to", ref)
				}
			}
			was, err := contract.Load([]byte(profilestatus.OpenAPI()))
			if err != nil {
				t.Fatal(err)
			}
			is, err := contract.Load(text)
			if err != nil {
				t.Fatal(err)
			}
			if len(is.Operations()) != len(was.Operations()) || is.BasePath() != was.BasePath() || len(is.Warnings()) > 0 {
				t.Errorf("%d operations under %q with the warnings %v, want %d under %q and none",
					len(is.Operations()), is.BasePath(), is.Warnings(), len(was.Operations()), was.BasePath())
			}
			for i, op := range was.Operations() {
				if got := is.Operations()[i]; got.ID != op.ID || len(got.Statuses()) != len(op.Statuses()) || len(got.Permissions.Delegated) != len(op.Permissions.Delegated) {
					t.Errorf("operation %s became %s with %v", op.ID, got.ID, got.Statuses())
				}
			}
		})
	}
}

func TestInlineErrors(t *testing.T) {
	for text, reason := range map[string]string{"[": "it is neither YAML nor JSON", "paths: 1": "it is no document"} {
		if _, err := inline.Write([]byte(text), inline.Variant{Inline: true}); err == nil {
			t.Errorf("%q was written out\nreason: %s", text, reason)
		}
	}
}
