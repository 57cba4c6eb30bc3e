package server

import (
	"net/http"
	"slices"
	"strings"

	"profilestatus.example/gen"
)

// Preference returns the value of a preference of a request (RFC 7240 section 2),
// without quotes and parameters, and whether it is there at all. Of one that is
// given twice the first counts. The name ignores case.
func Preference(h http.Header, name string) (value string, given bool) {
	rest := strings.Join(h["Prefer"], ",")
	for rest != "" {
		var one string
		one, rest = cutUnquoted(rest, ',')
		one, _ = cutUnquoted(one, ';') // its parameters
		token, value, _ := strings.Cut(one, "=")
		if strings.EqualFold(strings.TrimSpace(token), name) {
			return strings.Trim(strings.TrimSpace(value), `"`), true
		}
	}
	return "", false
}

// cutUnquoted is strings.Cut for a separator that stands in no quoted string
// (RFC 9110 section 5.6.4).
func cutUnquoted(s string, separator byte) (before, after string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == '\\' && quoted:
			i++
		case s[i] == separator && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// preferred answers a create with or without a body, if the request prefers one of
// them (OData 4.01 Part 1 section 8.2.8.7), see the extension x-odata-return of the
// document.
func (x *exchange) preferred(created gen.CreateProfileStatus201JSONResponse) gen.CreateProfileStatusResponseObject {
	value, _ := Preference(x.echo.Request().Header, "return")
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
