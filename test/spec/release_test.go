package spec_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// released is the document of the API as it was released last, byte for byte.
const released = "released.yaml"

// documents are those that are released, each with its last release.
var documents = []struct{ name, now, released, reason string }{
	{"openapi.yaml", document, released, "that of the API"},
	{"mock/openapi.yaml", "../../mock/openapi.yaml", "released-mock.yaml", "what controls a mock has clients, too"},
}

// A version is info.version: major, minor and patch of semantic versioning.
type version [3]int

// versionForm takes build metadata, which the first releases had.
var versionForm = regexp.MustCompile(`^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(\+[0-9]{8})?$`)

func versionOf(document []byte) (version, error) {
	var d struct{ Info struct{ Version string } }
	if err := yaml.Unmarshal(document, &d); err != nil {
		return version{}, err
	}
	m := versionForm.FindStringSubmatch(d.Info.Version)
	if m == nil {
		return version{}, fmt.Errorf("info.version is %q, want a form like 1.2.0", d.Info.Version)
	}
	var v version
	var err error
	for i := range v {
		if v[i], err = strconv.Atoi(m[i+1]); err != nil {
			return version{}, fmt.Errorf("info.version: %w", err)
		}
	}
	return v, nil
}

// raised returns what was raised from old to v, or none when v is not higher.
func (v version) raised(old version) bump {
	for i, b := range [...]bump{major, minor, patch} {
		if v[i] != old[i] {
			if v[i] > old[i] {
				return b
			}
			return none
		}
	}
	return none
}

// next returns v raised by b.
func (v version) next(b bump) string {
	switch b {
	case major:
		v = version{v[0] + 1}
	case minor:
		v = version{v[0], v[1] + 1}
	case patch:
		v[2]++
	}
	return fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2])
}

// checkVersion reports whether the version of the document now says what
// differs from the one before.
func checkVersion(before, now []byte, differs findings) error {
	was, err := versionOf(before)
	if err != nil {
		return fmt.Errorf("the released document: %w", err)
	}
	is, err := versionOf(now)
	if err != nil {
		return err
	}
	switch got, want := is.raised(was), differs.bump(); {
	case bytes.Equal(before, now):
		return nil
	case got < want:
		return fmt.Errorf("info.version must be %s or higher, because of%s", was.next(want), differs)
	}
	return nil
}

// TestRelease compares each document with the released one.
func TestRelease(t *testing.T) {
	for _, d := range documents {
		t.Run(d.name, func(t *testing.T) { compareReleased(t, d.name, d.released, d.now) })
	}
}

func compareReleased(t *testing.T, name, released, document string) {
	before, now := read(t, released), read(t, document)
	if bytes.Equal(before, now) {
		return
	}
	base, err := waive(released, before)
	if err != nil {
		t.Fatalf("a waiver is no longer needed: %v", err)
	}
	if err := checkVersion(before, now, compare(t, base, now, changes(t, base, now))); err != nil {
		t.Errorf("%s differs from test/spec/%s, the last release: %v\n"+
			"docs/versioning.md has the rules. Only while that release is not yet published: make release-spec FORCE=1", name, released, err)
	}
	old, err := versionOf(before)
	if err != nil {
		t.Fatal(err)
	}
	if current, err := versionOf(now); err != nil || current.raised(old) == major {
		return // reported above, or free to break
	}
	was, is := filepath.Join(t.TempDir(), "released.yaml"), filepath.Join(t.TempDir(), "now.yaml")
	write(t, was, neutralized(t, base))
	write(t, is, neutralized(t, now))
	if out, err := exec.Command(oasdiff, "breaking", "--fail-on", "WARN", "--severity-levels", severity, was, is).CombinedOutput(); err != nil {
		t.Errorf("oasdiff breaking: %v\n%s", err, out)
	}
}

// TestVersions shows that each rule about versions can fail.
func TestVersions(t *testing.T) {
	tests := []struct {
		name, before, now string
		differs           bump
		want              string // in the error, or "" for none
		reason            string
	}{
		{"nothing changed", "1.2.3", "1.2.3", none, "", "the same bytes have the same version"},
		{"text changed", "1.2.3", "1.2.4", patch, "", "a text is a patch"},
		{"text changed, same version", "1.2.3+20261124", "1.2.3", patch, "must be 1.2.4 or higher", "other bytes have another version"},
		{"addition", "1.2.3", "1.3.0", minor, "", "an addition is a minor"},
		{"addition as patch", "1.2.3", "1.2.4", minor, "must be 1.3.0 or higher", "a client must see that there is more"},
		{"break", "1.2.3", "2.0.0", major, "", "only this may break"},
		{"break as minor", "1.2.3", "1.9.0", major, "must be 2.0.0 or higher", "a client must see that it may break"},
		{"more than needed", "1.2.3", "2.0.0", patch, "", "who wants to may"},
		{"lower", "1.2.3", "1.1.9", patch, "must be 1.2.4 or higher", "versions only rise"},
		{"lower behind a higher part", "1.2.3", "0.3.0", minor, "must be 1.3.0 or higher", "the first part that differs decides"},
		{"as numbers", "1.9.0", "1.10.0", minor, "", "parts are numbers and no text"},
		{"build metadata", "1.2.3+20261124", "1.2.4", patch, "", "the first releases had the day as build metadata, which has no rank"},
		{"zero in front", "1.2.3", "1.02.4", patch, "want a form", "semantic versions have none"},
		{"before the release", "1.2.3", "2.0.0-rc.1", major, "want a form", "the document has no pre-releases: openapi.yaml is one until it is released"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := func(v string) []byte { return []byte("info: {version: " + v + "}\n") }
			err := checkVersion(doc(tt.before), doc(tt.now), findings{{tt.differs, "x"}})
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("%s -> %s with a difference that is %s: %v, want %q\nreason: %s", tt.before, tt.now, tt.differs, err, tt.want, tt.reason)
			}
		})
	}
}

// TestSeverity: oasdiff reads the file, and it has no line that says what
// oasdiff says anyway.
func TestSeverity(t *testing.T) {
	if out, err := exec.Command(oasdiff, "breaking", "--severity-levels", severity, released, released).CombinedOutput(); err != nil {
		t.Fatalf("oasdiff breaking: %v\n%s", err, out)
	}
	out, err := exec.Command(oasdiff, "checks", "changelog").Output()
	if err != nil {
		t.Fatal(err)
	}
	levels := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) > 1 {
			levels[f[0]] = strings.Join(f[1:], " ")
		}
	}
	last := ""
	for line := range strings.Lines(string(read(t, severity))) {
		id, ours, _ := strings.Cut(strings.TrimSpace(line), " ")
		if id <= last {
			t.Errorf("%s: %s is not in its place", severity, id)
		}
		last = id
		if theirs, ok := levels[id]; !ok || strings.HasPrefix(strings.ToLower(theirs), strings.ToLower(ours)) {
			t.Errorf("%s: %s %s, oasdiff: %q", severity, id, ours, theirs)
		}
	}
}
