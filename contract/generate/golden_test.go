package generate

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a text with a file of the test data.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got; to accept: go test ./contract/generate -update):\n%s", path, diff)
	}
}

// TestGoldenValues shows what is made of each schema.
func TestGoldenValues(t *testing.T) {
	all := corpus(t)
	var b strings.Builder
	for _, name := range sorted(all) {
		s := all[name].Schema
		fmt.Fprintf(&b, "%s\n", name)
		for i, g := range []Generator{{}, {Whole: true}, {Bare: true}, {Plain: true}, {Alternative: 1}} {
			fmt.Fprintf(&b, "  %s: %s\n", []string{"usual", "whole", "bare", "plain", "second"}[i], short(g.Value(s)))
		}
		rng := rand.New(rand.NewPCG(1, 2))
		for range 6 {
			fmt.Fprintf(&b, "  chance: %s\n", short(Generator{Rand: rng}.Value(s)))
		}
		n := 0
		for range Values(s) {
			n++
		}
		fmt.Fprintf(&b, "  %d different values\n", n)
	}
	golden(t, "values.txt", b.String())
}

// TestGoldenMutations shows the mutations of some schemas.
func TestGoldenMutations(t *testing.T) {
	all := corpus(t)
	var b strings.Builder
	for _, name := range []string{"textLength", "textNull", "textEmpty", "enum", "enumOfNumbers", "enumNull", "boolean", "anything", "integerBounds", "integerExclusive", "numberNarrow", "multipleOf", "pattern", "patternLength", "dateTime",
		"arrayBounds", "arrayUnique", "arrayOfArrays", "object", "objectClosed", "map", "mapBounds", "minProperties", "maxProperties", "readOnly", "readOnlyPart", "nullableObject", "allOfBounds", "allOfNumbers", "allOfClosed", "allOfNullable",
		"oneOfTypes", "oneOfWithin", "oneOfInAllOf", "discriminatorMapping", "inherited", "not", "notBoth", "notSeveral", "notUnless", "notWith", "Tree", "Mutual", "MapOfMaps", "RecursiveChoice", "hardBeyond"} {
		fmt.Fprintf(&b, "%s\n", name)
		s := all[name].Schema
		for m := range Mutations(s, func(note string) { fmt.Fprintf(&b, "  beyond: %s\n", note) }) {
			breaks := ""
			if m.Breaks {
				breaks = ", breaks"
			}
			if m.Leave {
				breaks += ", leaves out"
			}
			fmt.Fprintf(&b, "  %s [%s%s] %s\n", m.Note, m.Keyword, breaks, short(m.Value))
		}
		rng := rand.New(rand.NewPCG(3, 4))
		for range 5 {
			m := RandomMutation(s, rng)
			fmt.Fprintf(&b, "  chance: %s %t %s\n", m.Note, m.Breaks, short(m.Value))
		}
	}
	golden(t, "mutations.txt", b.String())
}

// TestGoldenOdd shows what is made of schemas with odd keywords, each of which is
// a line of the test data.
func TestGoldenOdd(t *testing.T) {
	data, err := os.ReadFile("testdata/odd.txt")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		s := schemaOf(t, line)
		fmt.Fprintf(&b, "%s\n", line)
		for value := range Values(s) {
			fmt.Fprintf(&b, "  %d: %s\n", len(Encode(value)), short(value))
		}
		for m := range Mutations(s, func(note string) { fmt.Fprintf(&b, "  beyond: %s\n", note) }) {
			if m.Keyword == "type" && !m.Breaks || m.Keyword == "format" || m.Keyword == "string" {
				continue
			}
			fmt.Fprintf(&b, "  %s %s %t: %d %s\n", m.Keyword, m.Path, m.Breaks, len(Encode(m.Value)), show(m.Value))
		}
	}
	golden(t, "odd.golden", b.String())
}

// show is short, and shorter.
func show(value any) string {
	text := short(value)
	return strings.ToValidUTF8(text[:min(len(text), 60)], "")
}
