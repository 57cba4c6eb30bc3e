package contract

import (
	"reflect"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// each calls visit for each object of a document that can refer to another: a
// pointer to one of the types of kin-openapi whose name ends in Ref, or to a
// path. Where one is null it makes an empty one.
func each(doc *openapi3.T, visit func(ref any)) {
	w := walker{visit: visit, seen: make(map[any]bool)}
	w.walk(reflect.ValueOf(doc), nil)
}

// eachPlace calls visit for each place of a document.
func eachPlace(doc *openapi3.T, visit func(at *openapi3.Location)) {
	w := walker{visit: shareOrigin, seen: make(map[any]bool), origin: func(at *openapi3.Origin) {
		if at.Key != nil {
			visit(at.Key)
		}
		for i := range at.Fields {
			visit(&at.Fields[i])
		}
		for _, items := range at.Sequences {
			for i := range items {
				visit(&items[i])
			}
		}
	}}
	w.walk(reflect.ValueOf(doc), nil)
}

// shareOrigin lets a schema that stands where it is used have the places of its
// reference, which are equal: kept twice, they are an eighth of the memory that a large
// document takes.
func shareOrigin(ref any) {
	if s, ok := ref.(*openapi3.SchemaRef); ok && s.Ref == "" && s.Value != nil && s.Value.Origin != nil {
		s.Origin = s.Value.Origin
	}
}

type walker struct {
	visit func(ref any)
	// origin gets the places of each object once; nil: nobody does.
	origin func(at *openapi3.Origin)
	seen   map[any]bool
}

var (
	originType = reflect.TypeFor[*openapi3.Origin]()
	pathType   = reflect.TypeFor[*openapi3.PathItem]()
)

func (w *walker) walk(v reflect.Value, at *openapi3.Origin) {
	switch v.Kind() {
	case reflect.Pointer:
		w.pointer(v, at)
	case reflect.Struct:
		if here := v.FieldByName("Origin"); here.IsValid() && here.Type() == originType && !here.IsNil() {
			at = here.Interface().(*openapi3.Origin)
			w.place(at)
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "Extensions" && f.Type != originType {
				w.walk(v.Field(i), at)
			}
		}
	case reflect.Slice:
		if !mayRefer(v.Type().Elem()) {
			return
		}
		for i := range v.Len() {
			fill(v.Type().Elem(), v.Index(i), at, v.Index(i).Set)
			w.walk(v.Index(i), at)
		}
	case reflect.Map:
		if !mayRefer(v.Type().Elem()) {
			return
		}
		for _, key := range v.MapKeys() {
			fill(v.Type().Elem(), v.MapIndex(key), at, func(made reflect.Value) { v.SetMapIndex(key, made) })
			w.walk(v.MapIndex(key), at)
		}
	}
}

// mayRefer reports whether a value of the type can hold a reference.
func mayRefer(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct || t.Kind() == reflect.Struct
}

func (w *walker) pointer(v reflect.Value, at *openapi3.Origin) {
	if v.IsNil() || v.Type().Elem().Kind() != reflect.Struct || v.Type() == originType || w.seen[v.Interface()] {
		return
	}
	w.seen[v.Interface()] = true
	if refers(v.Type()) {
		w.visit(v.Interface())
	}
	switch x := v.Interface().(type) { // three that do not show their maps
	case *openapi3.Paths:
		w.place(x.Origin)
		for key, item := range x.Map() {
			fill(pathType, reflect.ValueOf(item), x.Origin, func(made reflect.Value) { x.Set(key, made.Interface().(*openapi3.PathItem)) })
			w.walk(reflect.ValueOf(x.Value(key)), x.Origin)
		}
	case *openapi3.Callback:
		w.place(x.Origin)
		for key, item := range x.Map() {
			fill(pathType, reflect.ValueOf(item), x.Origin, func(made reflect.Value) { x.Set(key, made.Interface().(*openapi3.PathItem)) })
			w.walk(reflect.ValueOf(x.Value(key)), x.Origin)
		}
	case *openapi3.Responses:
		w.place(x.Origin)
		for key, ref := range x.Map() {
			fill(reflect.TypeOf(ref), reflect.ValueOf(ref), x.Origin, func(made reflect.Value) { x.Set(key, made.Interface().(*openapi3.ResponseRef)) })
			w.walk(reflect.ValueOf(x.Value(key)), x.Origin)
		}
	default:
		w.walk(v.Elem(), at)
	}
}

// place visits the places of an object once.
func (w *walker) place(at *openapi3.Origin) {
	if w.origin != nil && at != nil && !w.seen[at] {
		w.seen[at] = true
		w.origin(at)
	}
}

// fill puts an empty object where one is null.
func fill(t reflect.Type, v reflect.Value, at *openapi3.Origin, set func(reflect.Value)) {
	if t.Kind() == reflect.Pointer && v.IsNil() {
		made := reflect.New(t.Elem())
		if origin := made.Elem().FieldByName("Origin"); origin.IsValid() && origin.Type() == originType {
			origin.Set(reflect.ValueOf(at))
		}
		set(made)
	}
}

// refers reports whether objects of a type are references or may be.
func refers(t reflect.Type) bool {
	return t == pathType || strings.HasSuffix(t.Elem().Name(), "Ref")
}
