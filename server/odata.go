package server

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"profilestatus.example/gen"
	"profilestatus.example/gen/codec"
)

// odata are the handlers with what OData asks of answers, see the extensions
// x-odata-select and x-odata-return of the document.
type odata struct{ handler }

var _ gen.StrictServerInterface = odata{}

// CreateProfileStatus answers without a body if the request prefers that (OData
// 4.01 Part 1 section 8.2.8.7).
func (h odata) CreateProfileStatus(ctx context.Context, req gen.CreateProfileStatusRequestObject) (gen.CreateProfileStatusResponseObject, error) {
	answer, err := h.handler.CreateProfileStatus(ctx, req)
	x := exchangeOf(ctx)
	if err != nil || x.echo.Request().Header["Prefer"] == nil {
		return answer, err
	}
	value, _ := Preference(x.echo.Request().Header, "return")
	created, ok := answer.(gen.CreateProfileStatus201JSONResponse)
	if !ok || value != "minimal" && value != "representation" {
		return answer, nil
	}
	// Others may have obeyed a preference before.
	applied := append(slices.Clip(x.echo.Response().Header()["Preference-Applied"]), "return="+value)
	created.Headers.PreferenceApplied = new(strings.Join(applied, ", "))
	x.echo.Response().Header().Add("Vary", "Prefer")
	if value == "minimal" {
		return minimal(created.Headers), nil
	}
	return created, nil
}

// minimal answers a create without a body.
type minimal gen.CreatedResponseHeaders

// VisitCreateProfileStatusResponse implements [gen.CreateProfileStatusResponseObject].
func (m minimal) VisitCreateProfileStatusResponse(w http.ResponseWriter) error {
	h := w.Header()
	h.Set("Location", m.Location)
	h.Set("OData-EntityId", m.Location) // OData 4.01 Part 1 section 8.3.4
	h.Set("Preference-Applied", *m.PreferenceApplied)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// GetProfileStatus reads what is selected of the newest status.
func (h odata) GetProfileStatus(ctx context.Context, req gen.GetProfileStatusRequestObject) (gen.GetProfileStatusResponseObject, error) {
	answer, err := h.handler.GetProfileStatus(ctx, req)
	names := selection(ctx)
	if whole, ok := answer.(gen.GetProfileStatus200JSONResponse); ok && names != nil {
		return selected{whole.Body, names}, nil
	}
	return answer, err
}

// GetProfileStatusHistoryEntry reads what is selected of one status.
func (h odata) GetProfileStatusHistoryEntry(ctx context.Context, req gen.GetProfileStatusHistoryEntryRequestObject) (gen.GetProfileStatusHistoryEntryResponseObject, error) {
	answer, err := h.handler.GetProfileStatusHistoryEntry(ctx, req)
	names := selection(ctx)
	if whole, ok := answer.(gen.GetProfileStatusHistoryEntry200JSONResponse); ok && names != nil {
		return selected{whole.Body, names}, nil
	}
	return answer, err
}

// ListProfileStatusHistory reads what is selected of a page. The next page is one
// of the same selection.
func (h odata) ListProfileStatusHistory(ctx context.Context, req gen.ListProfileStatusHistoryRequestObject) (gen.ListProfileStatusHistoryResponseObject, error) {
	answer, err := h.handler.ListProfileStatusHistory(ctx, req)
	names := selection(ctx)
	if page, ok := answer.(gen.ListProfileStatusHistory200JSONResponse); ok && names != nil {
		if page.Body.OdataNextLink != nil {
			*page.Body.OdataNextLink += "&$select=" + strings.Join(names, ",")
		}
		return selected{page.Body, names}, nil
	}
	return answer, err
}

// selection returns the names that a request selects, nil if it has no $select. The
// validator has let only those of properties and * through.
func selection(ctx context.Context) []string {
	c := exchangeOf(ctx).echo
	if c.Request().URL.RawQuery == "" {
		return nil
	}
	if text := c.QueryParam("$select"); text != "" {
		return strings.Split(text, ",")
	}
	return nil
}

// selected answers with a part of a body.
type selected struct {
	body  interface{ AppendJSON([]byte) []byte }
	names []string
}

func (s selected) write(w http.ResponseWriter) error {
	return codec.WriteJSON(w, http.StatusOK, "application/json", func(b []byte) []byte {
		return codec.AppendSelected(b, s.body.AppendJSON(nil), s.keeps)
	})
}

// keeps reports whether a member is answered. What begins with @ is control
// information, which is no property.
func (s selected) keeps(name string) bool {
	return strings.HasPrefix(name, "@") || slices.Contains(s.names, name) || slices.Contains(s.names, "*")
}

func (s selected) VisitGetProfileStatusResponse(w http.ResponseWriter) error { return s.write(w) }
func (s selected) VisitGetProfileStatusHistoryEntryResponse(w http.ResponseWriter) error {
	return s.write(w)
}
func (s selected) VisitListProfileStatusHistoryResponse(w http.ResponseWriter) error {
	return s.write(w)
}
