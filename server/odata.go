package server

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/gen"
	"profilestatus.example/gen/codec"
)

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

// preferred answers a create with or without a body, if the request prefers one of
// them (OData 4.01 Part 1 section 8.2.8.7), see the extension x-odata-return of the
// document.
func (x *exchange) preferred(created gen.CreateProfileStatus201JSONResponse) gen.CreateProfileStatusResponseObject {
	value, _ := contract.Preference(x.echo.Request().Header, "return")
	if value != "minimal" && value != "representation" {
		return created
	}
	h := x.echo.Response().Header()
	// Others may have obeyed a preference before.
	applied := append(slices.Clip(h["Preference-Applied"]), "return="+value)
	created.Headers.PreferenceApplied = new(strings.Join(applied, ", "))
	h.Add("Vary", "Prefer")
	if value == "minimal" {
		return minimal(created.Headers)
	}
	return created
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
