package server

import (
	"fmt"
	"time"

	"github.com/labstack/echo/v4"

	"profilestatus.example/contract"
	"profilestatus.example/gen"
)

// A binder gives the generated code the value that was judged, instead of the
// bytes to decode a second time. It knows each body of the document.
type binder struct{}

// Bind implements [echo.Binder].
func (binder) Bind(target any, c echo.Context) error {
	value := contract.BodyValue(c.Request())
	object, ok := value.(map[string]any)
	create, ok2 := target.(*gen.CreateProfileStatusJSONRequestBody)
	if !ok || !ok2 {
		return fmt.Errorf("bind %T from %T", target, value) // a body without its case
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
