package contract

import "testing"

// FuzzOnly: a text that is found by both ends of a template is the one that is
// found segment by segment.
func FuzzOnly(f *testing.F) {
	for _, template := range []string{"/a/{id}", "/a/{id}/b", "/{id}", "/a/{id}.json", "/a/x{id}", "/a/{id}/{no}", "/a/{id}/b%2f", "/a%20b/{id}", "/a", "/a/{id", "/a/{}", "/a/{id}-{no}"} {
		for _, path := range []string{"/a/1", "/a/1/b", "/a//b", "/a/%2e/b", "/a/1.json", "/a/b/b", "/a/1/b/b", "/1", "/a%20b/1", "/a/", "/b/1", "/a/1-2-{no}"} {
			f.Add(template, path)
		}
	}
	f.Add("\xff{id}", "\xff1") // of which a regular expression cannot be made
	f.Add("/{d{{{{{}", "/1")   // of which only the last brace begins a variable
	f.Fuzz(func(t *testing.T, template, path string) {
		o, segments := newOnly(template), newTemplate(template)
		text := o.text(path)
		if text == "" {
			return
		}
		if value, ok := segments.value(path, o.name); !segments.matches(path) || !ok || value != text {
			t.Errorf("%s has %q in %s, and segment by segment %q, %t", path, text, template, value, ok)
		}
	})
}

// TestOnly: the usual template is met, so that the fuzz test compares something.
func TestOnly(t *testing.T) {
	if o := newOnly("/beta/things/{id}/parts"); o.text("/beta/things/1/parts") != "1" || o.name != "id" {
		t.Errorf("got %+v", o)
	}
}
