// Package bare is what the service is compared with: the one handler that any
// measurement of it uses.
package bare

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// New returns a handler of Echo that decodes what a create holds, encodes what it
// answers, both with encoding/json, and does nothing else. It has the one header
// that HTTP asks for beside those of Go's server, Content-Type.
func New() http.Handler {
	type create struct {
		ODataType string    `json:"@odata.type"`
		ID        string    `json:"id"`
		Status    string    `json:"status"`
		Time      time.Time `json:"lastSynchronizationDateTime"`
	}
	e := echo.New()
	e.POST("/beta/education/synchronizationProfiles/:id/profileStatus", func(c echo.Context) error {
		var s create
		if err := json.NewDecoder(c.Request().Body).Decode(&s); err != nil {
			return err
		}
		s.ODataType = "#microsoft.graph.educationSynchronizationProfileStatus"
		s.ID = "019ab1c0-5a00-7c3e-9d51-3f0c8a6b2e17"
		return c.JSON(http.StatusCreated, s)
	})
	newest := create{
		ODataType: "#microsoft.graph.educationSynchronizationProfileStatus",
		ID:        "019ab1c0-5a00-7c3e-9d51-3f0c8a6b2e17",
		Status:    "success",
		Time:      time.Date(2026, 11, 23, 9, 58, 12, 5e8, time.UTC),
	}
	e.GET("/beta/education/synchronizationProfiles/:id/profileStatus", func(c echo.Context) error {
		return c.JSON(http.StatusOK, newest)
	})
	return e
}
