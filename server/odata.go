package server

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"profilestatus.example/gen"
	"profilestatus.example/gen/codec"
)

// odata are the handlers with what OData's $select asks of answers, see the extension
// x-odata-select of the document.
type odata struct{ handler }

var _ gen.StrictServerInterface = odata{}

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
