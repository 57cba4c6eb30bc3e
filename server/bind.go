package server

import (
	"fmt"
	"io"
	"time"

	"github.com/labstack/echo/v4"

	"profilestatus.example/gen"
)

// judged is a body that was read and judged already.
type judged struct{ value any }

func (judged) Read([]byte) (int, error) { return 0, io.EOF }
func (judged) Close() error             { return nil }

// A binder gives the generated code the value that was judged, instead of the
// bytes to decode a second time. It knows each body of the document.
type binder struct{}

// Bind implements [echo.Binder].
func (binder) Bind(target any, c echo.Context) error {
	body, _ := c.Request().Body.(judged)
	object, ok := body.value.(map[string]any)
	create, ok2 := target.(*gen.CreateProfileStatusJSONRequestBody)
	if !ok || !ok2 {
		return fmt.Errorf("bind %T from %T", target, body.value) // a body without its case
	}
	for name, value := range object {
		text, _ := value.(string) // as judged
		switch name {
		case "@odata.type":
			odataType := gen.EducationSynchronizationProfileStatusType(text)
			create.OdataType = &odataType
		case "id":
			id := text
			create.ID = &id
		case "status":
			create.Status = gen.EducationSynchronizationStatus(text)
		case "lastSynchronizationDateTime":
			t, err := time.Parse(time.RFC3339, text)
			if err != nil {
				return fmt.Errorf("bind %s: %w", name, err)
			}
			create.LastSynchronizationDateTime = t
		default:
			return fmt.Errorf("bind: %s has no case", name)
		}
	}
	return nil
}
