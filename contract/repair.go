package contract

import (
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// unresolved is the extension of what stands in for a part of the document that
// is not there: it holds the reference to it, or null where there is none.
const unresolved = "x-contract-unresolved"

// maxRounds is how often references are resolved once more, without those that
// lead nowhere.
const maxRounds = 50

const isNull = "Something is null that has to be an object."

// resolve resolves the references of a document once more, after err, without
// those that lead nowhere. What they stand for is then not validated.
func (r *loading) resolve(doc *openapi3.T, err error) error {
	for range maxRounds {
		if !r.cut(doc, err, theLost) && !r.cut(doc, err, allOutside) && !r.cut(doc, err, all) {
			return err
		}
		if _, known := r.repeat(); !known {
			return err
		}
		if err = r.loader.ResolveRefsIn(doc, r.root); err == nil {
			return nil
		}
	}
	return err
}

// extent says which references are taken to lead nowhere.
type extent int

const (
	theLost    extent = iota
	allOutside        // also all that lead to other documents, of which one refers to something lost
	all               // all that have not been followed, of which one stands beside something lost
)

// cut puts something empty in the place of what leads nowhere, by an error of
// the loader. It reports whether there was any.
func (r *loading) cut(doc *openapi3.T, err error, which extent) (changed bool) {
	each(doc, func(ref any) {
		if schema, ok := ref.(*openapi3.SchemaRef); ok && r.dropMappings(doc, schema.Value, err.Error()) {
			changed = true
		}
		there := present(ref)
		item, ok := ref.(*openapi3.PathItem)
		if beside := ok && item.Ref != ""; there && !beside { // a path may have operations of its own beside the reference
			return
		}
		at, to := reference(ref)
		why, lost := r.lost(doc, at, to, err.Error())
		switch {
		case there && !lost:
			return
		case to == "":
			r.warn(at, isNull)
		case which == all || which == allOutside && !strings.HasPrefix(to, "#"):
			why = loadText(err)
			fallthrough
		case lost:
			r.warn(at, "The reference "+shownReference(to)+" cannot be followed: "+why+".")
		default:
			return
		}
		changed = true
		standIn(ref, to)
	})
	return changed
}

// dropMappings empties the mappings of a discriminator that lead nowhere. A value
// of one stays known, and may be any of the alternatives.
func (r *loading) dropMappings(doc *openapi3.T, s *openapi3.Schema, text string) bool {
	if s == nil || s.Discriminator == nil {
		return false
	}
	var first string
	n := 0
	for _, value := range slices.Sorted(maps.Keys(s.Discriminator.Mapping)) {
		mapped := s.Discriminator.Mapping[value]
		if mapped.Value != nil || !strings.Contains(mapped.Ref, "/") {
			continue
		}
		if _, lost := r.lost(doc, s.Origin, mapped.Ref, text); lost {
			if n++; n == 1 {
				first = shownReference(value) + " to " + shownReference(mapped.Ref)
			}
			s.Discriminator.Mapping[value] = openapi3.MappingRef{}
		}
	}
	switch n {
	case 0:
	case 1:
		r.warn(s.Origin, "The mapping of "+first+" is not used: it leads to nothing.")
	default:
		r.warn(s.Origin, fmt.Sprintf("%d mappings are not used, such as that of %s: they lead to nothing.", n, first))
	}
	return n > 0
}

// lost reports whether a reference at a place is known to lead nowhere, and why:
// its document could not be read, it names a component that is not there, or
// the text of an error names it.
func (r *loading) lost(doc *openapi3.T, at *openapi3.Origin, to, text string) (why string, lost bool) {
	if u, err := url.Parse(to); err == nil && to != "" && to[0] != '#' {
		from := r.root
		if at != nil && at.Key != nil && at.Key.File != "" {
			from = locate(at.Key.File)
		}
		if wrong := r.wrong[r.name(resolved(from, u))]; wrong != nil {
			return loadText(wrong), true
		}
	}
	kind, name, _ := strings.Cut(strings.TrimPrefix(to, "#/components/"), "/")
	if strings.HasPrefix(to, "#/components/") && !strings.ContainsAny(name, "/~%") && doc.Components != nil {
		components := reflect.ValueOf(doc.Components).Elem()
		for i := range components.NumField() {
			named, _, _ := strings.Cut(components.Type().Field(i).Tag.Get("json"), ",")
			if named == kind && components.Field(i).Kind() == reflect.Map && !components.Field(i).MapIndex(reflect.ValueOf(name)).IsValid() {
				return notThere, true
			}
		}
	}
	return notThere, strings.Contains(text, strconv.Quote(to))
}

const notThere = "it is not there"

// repair makes whatever a reference did not find, and whatever is null, something
// that kin-openapi can live with, and takes it away where it can be missed.
func (b *builder) repair(doc *openapi3.T) {
	repaired := false
	each(doc, func(ref any) {
		at, to := reference(ref)
		if !present(ref) {
			repaired = true
			standIn(ref, to)
			if to == "" {
				b.warn(at, isNull)
			} else {
				b.warn(at, "The reference "+shownReference(to)+" leads to nothing.")
			}
		} else if extensionsOf(ref)[unresolved] != nil {
			repaired = true
		}
	})
	if !repaired {
		return
	}
	b.noteGaps(doc)
	if c := doc.Components; c != nil {
		maps.DeleteFunc(c.SecuritySchemes, func(_ string, ref *openapi3.SecuritySchemeRef) bool { return ref.Value.Extensions[unresolved] != nil })
		maps.DeleteFunc(c.Parameters, func(_ string, ref *openapi3.ParameterRef) bool { return ref.Value.Extensions[unresolved] != nil })
	}
	for _, item := range doc.Paths.Map() {
		item.Parameters = slices.DeleteFunc(item.Parameters, lostParameter)
		for _, op := range item.Operations() {
			op.Parameters = slices.DeleteFunc(op.Parameters, lostParameter)
		}
	}
}

func lostParameter(ref *openapi3.ParameterRef) bool { return ref.Value.Extensions[unresolved] != nil }

// reference returns where an object is, and what it refers to.
func reference(ref any) (at *openapi3.Origin, to string) {
	v := reflect.ValueOf(ref).Elem()
	at, _ = v.FieldByName("Origin").Interface().(*openapi3.Origin)
	return at, v.FieldByName("Ref").String()
}

// extensionsOf returns the extensions of what an object refers to.
func extensionsOf(ref any) map[string]any {
	if item, ok := ref.(*openapi3.PathItem); ok {
		return item.Extensions
	}
	v := reflect.ValueOf(ref).Elem().FieldByName("Value").Elem()
	extensions, _ := v.FieldByName("Extensions").Interface().(map[string]any)
	return extensions
}

// present reports whether what an object refers to was found.
func present(ref any) bool {
	if item, ok := ref.(*openapi3.PathItem); ok {
		return item.Ref == "" || len(item.Operations()) > 0
	}
	return !reflect.ValueOf(ref).Elem().FieldByName("Value").IsNil()
}

// standIn puts an empty object in the place of what is not there.
func standIn(ref any, to string) {
	mark := map[string]any{unresolved: to}
	v := reflect.ValueOf(ref).Elem()
	if item, ok := ref.(*openapi3.PathItem); ok {
		item.Ref, item.Extensions = "", mark
		return
	}
	made := reflect.New(v.FieldByName("Value").Type().Elem())
	made.Elem().FieldByName("Extensions").Set(reflect.ValueOf(mark))
	if origin := made.Elem().FieldByName("Origin"); origin.IsValid() {
		origin.Set(v.FieldByName("Origin"))
	}
	v.FieldByName("Value").Set(made)
}
