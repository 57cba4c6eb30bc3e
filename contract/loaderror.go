package contract

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxLoadError is how long the text of a document's error may be, in bytes.
const maxLoadError = 500

// loadError words an error of kin-openapi: one line without the schemas and
// values that it prints, which can be as long as the document. Where it can, the
// text says the line itself.
func loadError(err error) error { return fmt.Errorf("contract: %s", loadText(err)) }

// loadText is the text of a loadError without the place.
func loadText(err error) string {
	text := err.Error()
	for _, dump := range []string{"\nSchema:\n", "\n  Schema:\n", "\nValue:\n", "\n  Value:\n"} {
		text, _, _ = strings.Cut(text, dump)
	}
	return shorten(printable(strings.Join(strings.Fields(text), " ")), maxLoadError)
}

// place returns the innermost place that an error names. Each kind of error of
// kin-openapi has its place in a field of the same name.
func place(err error) (at *openapi3.Origin) {
	for ; err != nil; err = errors.Unwrap(err) {
		v := reflect.ValueOf(err)
		if v.Kind() == reflect.Pointer && !v.IsNil() {
			v = v.Elem()
		}
		if v.Kind() != reflect.Struct {
			continue
		}
		if f := v.FieldByName("Origin"); f.IsValid() && f.CanInterface() {
			if found, ok := f.Interface().(*openapi3.Origin); ok && found != nil {
				at = found
			}
		}
	}
	return at
}
