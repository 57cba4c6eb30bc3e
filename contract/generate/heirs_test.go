package generate

import (
	"fmt"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/getkin/kin-openapi/openapi3"
)

// family returns a base with n heirs, by name.
func family(n int) (base *openapi3.Schema, all []*openapi3.Schema) {
	base = openapi3.NewObjectSchema().WithProperty("kind", openapi3.NewStringSchema())
	base.Discriminator = &openapi3.Discriminator{PropertyName: "kind", Mapping: make(map[string]openapi3.MappingRef)}
	for i := range n {
		heir := &openapi3.Schema{AllOf: openapi3.SchemaRefs{base.NewRef(), openapi3.NewObjectSchema().WithProperty("n", openapi3.NewIntegerSchema()).NewRef()}}
		base.Discriminator.Mapping[fmt.Sprintf("heir%04d", i)] = openapi3.MappingRef{Value: heir}
		all = append(all, heir)
	}
	return base, all
}

// TestHeirs: what inherits is itself, however many others do, and the mutations of
// a base are made while they are taken.
func TestHeirs(t *testing.T) {
	base, all := family(1000)
	if n := Alternatives(base); n != 1000 {
		t.Errorf("the base has %d alternatives, want 1000", n)
	}
	if n := Alternatives(all[7]); n != 1 {
		t.Errorf("an heir has %d alternatives, want 1", n)
	}
	few := 0
	for range Mutations(all[7], nil) {
		few++
	}
	if few > 200 {
		t.Errorf("%d mutations of an heir, want at most 200", few)
	}
	first := testing.AllocsPerRun(1, func() {
		for range Mutations(base, nil) {
			return
		}
	})
	if first > 10_000 {
		t.Errorf("%v allocations before the first mutation of a base, want at most 10,000", first)
	}
	value, _ := Generator{}.Value(all[7]).(map[string]any)
	if value["kind"] != "heir0007" {
		t.Errorf("the value of an heir is %v, want its own name in it", value)
	}
}

// TestHeirsAreForgotten: what is kept of a document goes with it.
func TestHeirsAreForgotten(t *testing.T) {
	base, all := family(3)
	d := weak.Make(base.Discriminator)
	for range 20 { // in any order
		if name := inherited(base, map[*openapi3.Schema]bool{all[2]: true, all[1]: true}); name != "heir0001" {
			t.Errorf("the name is %q, want that of the first", name)
		}
	}
	runtime.KeepAlive(all)
	base, all = nil, nil
	for range 100 {
		runtime.GC()
		if _, kept := known.Load(d); !kept {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the heirs of a document that is gone are kept")
}
