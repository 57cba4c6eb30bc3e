package broken

import (
	"net/http"
	"regexp"
)

// selecting are the properties of a $select that is right.
var selecting = regexp.MustCompile(`(%24|\$)select=(id|status|lastSynchronizationDateTime)(,(id|status|lastSynchronizationDateTime))*(&|$)`)

// odataWays answer $select and Prefer otherwise than they were asked to.
func odataWays() []Way {
	minimal := func(change func(http.Header)) func(*request, *answer) {
		return created(func(a *answer) {
			if a.status == http.StatusNoContent {
				change(a.header)
			}
		})
	}
	return []Way{
		{Name: "204 without Location", Phase: "state", Rule: "required", Target: "header/Location", Reason: "the answer without a body is written elsewhere", after: minimal(func(h http.Header) { h.Del("Location") })},
		{Name: "204 without OData-EntityId", Phase: "state", Rule: "required", Target: "header/Odata-Entityid", Reason: "Location says the same, but OData asks for both", after: minimal(func(h http.Header) { h.Del("OData-EntityId") })},
		{Name: "204 without Preference-Applied", Phase: "state", Rule: "required", Target: "header/Preference-Applied", Reason: "forgotten", after: minimal(func(h http.Header) { h.Del("Preference-Applied") })},
		{Name: "204 with a Location elsewhere", Phase: "state", Rule: "location", Target: "header/Location", Reason: "a template with the wrong path", after: minimal(func(h http.Header) { h.Set("Location", h.Get("Location")+"x") })},
		{Name: "204 for every create", Rule: "status", Target: "status", Reason: "one preference for all clients", after: created(func(a *answer) {
			a.status = http.StatusNoContent
			a.header.Set("OData-EntityId", a.header.Get("Location"))
			a.header.Set("Preference-Applied", "return=minimal")
			a.header.Del("Content-Type")
			a.text("")
		})},
		{Name: "answers what was not selected", Rule: "unselected", Target: "/status", Warns: true, Rare: true, Reason: "the whole object is at hand", before: func(r *request) { r.URL.RawQuery = selecting.ReplaceAllString(r.URL.RawQuery, "$5") }},
		{Name: "selects nothing of a page", Rule: "unselected", Target: "/value/0/status", Warns: true, Reason: "only single objects were thought of", before: func(r *request) {
			if isHistory(r.URL.Path) {
				r.URL.RawQuery = selecting.ReplaceAllString(r.URL.RawQuery, "$5")
			}
		}},
	}
}
