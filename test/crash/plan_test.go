package main

import (
	"fmt"
	"strings"
	"testing"
)

// TestPlan shows that a seed and a number name one case, and that the passes
// through the combinations reach each call.
func TestPlan(t *testing.T) {
	p, again, other := newPlan(1, scenes), newPlan(1, scenes), newPlan(2, scenes)
	first := make(map[string]map[string]bool) // calls by combination, of those where one call fails
	most := make(map[string]int)
	differ := false
	for n := range 40 * len(p.cells) {
		f, random := p.at(n)
		same, sameRandom := again.at(n)
		if f.String() != same.String() || random.Uint64() != sameRandom.Uint64() {
			t.Fatalf("case %d is %v and, with the same seed, %v", n, f, same)
		}
		if g, _ := other.at(n); g.String() != f.String() {
			differ = true
		}
		if strings.ContainsAny(f.when, ".+") {
			continue
		}
		key := fmt.Sprint(f.scene.name, f.target, f.target.files, f.errno)
		if first[key] == nil {
			first[key] = make(map[string]bool)
		}
		first[key][f.when] = true
		most[key] = f.target.most - max(1, f.target.least) + 1
	}
	if !differ {
		t.Error("another seed gives the same cases")
	}
	for key, calls := range first {
		if len(calls) != most[key] {
			t.Errorf("%s: %d different calls fail in 40 passes, want %d", key, len(calls), most[key])
		}
	}
}

func TestSelectScenes(t *testing.T) {
	tests := []struct {
		names  string
		want   int // scenes; -1: an error
		reason string
	}{
		{"", len(scenes), "all are the default"},
		{"close", 1, "one can be repeated"},
		{"open,close", 2, "and several"},
		{"open,", -1, "an empty name is a slip"},
		{"nothing", -1, "a campaign of no scene would find nothing"},
	}
	for _, tt := range tests {
		if tt.reason == "" {
			t.Fatalf("row %q has no reason", tt.names)
		}
		got, err := selectScenes(tt.names)
		if (err != nil) != (tt.want < 0) || err == nil && len(got) != tt.want {
			t.Errorf("selectScenes(%q) = %d scenes, %v, want %d\nreason: %s", tt.names, len(got), err, tt.want, tt.reason)
		}
	}
}
