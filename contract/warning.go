package contract

import (
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// A Warning is a fault of a document, or a part that is not supported. The rest of the
// document is used.
type Warning struct {
	// Line and Column are its place in the document, counted from 1; both are 0
	// when it is not known.
	Line, Column int
	// Message says in one line what is wrong and what follows from it.
	Message string
}

// String returns the location and the message.
func (w Warning) String() string {
	if w.Line == 0 {
		return w.Message
	}
	return fmt.Sprintf("line %d, column %d: %s", w.Line, w.Column, w.Message)
}

// maxWarnings is how many warnings are kept of one document.
const maxWarnings = 1000

// Warnings returns the faults of the document, sorted by line, at most a thousand.
func (c *Contract) Warnings() []Warning { return slices.Clone(c.warnings) }

func (b *builder) warn(at *openapi3.Origin, message string) {
	if len(b.warnings) < maxWarnings {
		b.warnings = append(b.warnings, warning(at, message))
	}
}

func warning(at *openapi3.Origin, message string) Warning {
	w := Warning{Message: message}
	if at != nil && at.Key != nil {
		w.Line, w.Column = at.Key.Line, at.Key.Column
	}
	return w
}
