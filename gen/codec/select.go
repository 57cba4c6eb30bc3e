package codec

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// AppendSelected appends a JSON object without the members that keep refuses. Of
// a collection of OData, whose member "value" is an array, the members of each
// object in it are selected and not its own. The object must be valid JSON, as
// AppendJSON writes it.
func AppendSelected(b, object []byte, keep func(name string) bool) []byte {
	d := jsontext.NewDecoder(bytes.NewBuffer(object))
	return appendSelected(b, d, keep)
}

func appendSelected(b []byte, d *jsontext.Decoder, keep func(name string) bool) []byte {
	if _, err := d.ReadToken(); err != nil {
		return append(b, "null"...)
	}
	start := len(b)
	for d.PeekKind() == '"' {
		before := len(b)
		quoted, err := d.ReadValue()
		if err != nil {
			break
		}
		b = append(append(append(b, ','), quoted...), ':')
		name := string(quoted[1 : len(quoted)-1])
		if name == "value" && d.PeekKind() == '[' {
			b = appendItems(b, d, keep)
			continue
		}
		value, err := d.ReadValue()
		if b = append(b, value...); err != nil || !keep(name) {
			b = b[:before]
		}
	}
	_, _ = d.ReadToken() // the brace, which closes what is valid
	return CloseObject(b, start)
}

// appendItems appends an array of objects.
func appendItems(b []byte, d *jsontext.Decoder, keep func(name string) bool) []byte {
	_, _ = d.ReadToken() // the bracket
	b = append(b, '[')
	for i := 0; d.PeekKind() == '{'; i++ {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendSelected(b, d, keep)
	}
	_, _ = d.ReadToken()
	return append(b, ']')
}
