package broken

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"
)

// edit changes the object of a create before the server sees it.
func edit(f func(map[string]any)) func(*request) {
	return func(r *request) { r.edit(f) }
}

// date changes the time in it.
func date(f func(string) string) func(*request) {
	return edit(func(o map[string]any) {
		if s, ok := o["lastSynchronizationDateTime"].(string); ok {
			o["lastSynchronizationDateTime"] = f(s)
		}
	})
}

// lenientWays take properties that they must not.
func lenientWays() []Way {
	known := map[string]bool{"id": true, "status": true, "lastSynchronizationDateTime": true, "@odata.type": true}
	return []Way{
		{Name: "takes unknown properties", Phase: "schema", Rule: "accepted", Target: "/x-unknown", Keyword: "additionalProperties", Reason: "most parsers do", before: edit(func(o map[string]any) {
			for name := range o {
				if !known[name] {
					delete(o, name)
				}
			}
		})},
		{Name: "takes names in other case", Phase: "schema", Rule: "accepted", Target: "/STATUS", Keyword: "additionalProperties", Reason: "Go's encoding/json does", before: edit(func(o map[string]any) {
			for name, value := range o {
				if lower := strings.ToLower(name); lower == "status" && name != lower {
					delete(o, name)
					o["status"] = value
				}
			}
		})},
		{Name: "takes statuses in other case", Phase: "schema", Rule: "accepted", Target: "/status", Keyword: "enum", Reason: "an enum parser that ignores it", before: edit(func(o map[string]any) {
			if s, _ := o["status"].(string); strings.EqualFold(s, "paused") {
				o["status"] = "paused"
			}
		})},
		{Name: "takes blanks around a status", Phase: "schema", Rule: "accepted", Target: "/status", Keyword: "enum", Reason: "a trim that meant well", before: edit(func(o map[string]any) {
			if s, ok := o["status"].(string); ok {
				o["status"] = strings.TrimSpace(s)
			}
		})},
		{Name: "takes no status", Phase: "schema", Rule: "accepted", Target: "/status", Keyword: "required", Reason: "a default", before: edit(func(o map[string]any) {
			if _, given := o["status"]; !given {
				o["status"] = "paused"
			}
		})},
		{Name: "takes null", Phase: "schema", Rule: "accepted", Target: "/lastSynchronizationDateTime", Keyword: "nullable", Reason: "null becomes the zero of a type", before: edit(func(o map[string]any) {
			if v, given := o["lastSynchronizationDateTime"]; given && v == nil {
				o["lastSynchronizationDateTime"] = "0001-01-01T00:00:00Z"
			}
		})},
		{Name: "takes a number for a string", Phase: "schema", Rule: "accepted", Target: "/id", Keyword: "type", Reason: "a loose parser", before: edit(func(o map[string]any) {
			if v, ok := o["id"].(float64); ok && v >= 0 && v == float64(int(v)) {
				o["id"] = "n" + string(encode(v))
			}
		})},
		{Name: "takes a wrong @odata.type", Phase: "schema", Rule: "accepted", Target: "/@odata.type", Keyword: "pattern", Reason: "it is never looked at", before: edit(func(o map[string]any) { delete(o, "@odata.type") })},
	}
}

// calendarWays take times and ids that they must not.
func calendarWays() []Way {
	return []Way{
		{Name: "takes a time without zone", Phase: "schema", Rule: "accepted", Target: "/lastSynchronizationDateTime", Keyword: "format", Reason: "it is taken as UTC", before: date(func(s string) string {
			if len(s) == len("2006-01-02T15:04:05") {
				return s + "Z"
			}
			return s
		})},
		{Name: "takes a date", Phase: "schema", Rule: "accepted", Target: "/lastSynchronizationDateTime", Keyword: "format", Reason: "midnight is meant", before: date(func(s string) string {
			if len(s) == len("2006-01-02") {
				return s + "T00:00:00Z"
			}
			return s
		})},
		{Name: "takes 31 February", Phase: "schema", Rule: "accepted", Target: "/lastSynchronizationDateTime", Keyword: "format", Reason: "JavaScript does", before: date(func(s string) string { return strings.Replace(s, "-02-31T", "-03-03T", 1) })},
		{Name: "takes 24:00", Phase: "schema", Rule: "accepted", Target: "/lastSynchronizationDateTime", Keyword: "format", Reason: "ISO 8601 had it", before: date(func(s string) string { return strings.Replace(s, "T24:00", "T00:00", 1) })},
		{Name: "takes leap seconds", Phase: "schema", Rule: "accepted", Target: "/lastSynchronizationDateTime", Keyword: "format", Reason: "RFC 3339 has them", before: date(func(s string) string { return strings.Replace(s, ":60Z", ":59Z", 1) })},
		{Name: "takes a blank for the T", Phase: "schema", Rule: "accepted", Target: "/lastSynchronizationDateTime", Keyword: "format", Reason: "RFC 3339 lets it", before: date(func(s string) string { return strings.Replace(s, " 0", "T0", 1) })},
		{Name: "takes too long ids", Phase: "schema", Rule: "accepted", Target: "/id", Keyword: "maxLength", Reason: "they are cut", before: edit(func(o map[string]any) {
			if s, _ := o["id"].(string); len(s) > 128 {
				delete(o, "id")
			}
		})},
		{Name: "takes ids with a slash", Phase: "schema", Rule: "accepted", Target: "/id", Keyword: "pattern", Reason: "a missing pattern", before: edit(func(o map[string]any) {
			if s, _ := o["id"].(string); strings.Contains(s, "/") {
				delete(o, "id")
			}
		})},
		{Name: "takes an empty id", Phase: "schema", Rule: "accepted", Target: "/id", Keyword: "minLength", Reason: "it is taken as none", before: edit(func(o map[string]any) {
			if o["id"] == "" {
				delete(o, "id")
			}
		})},
	}
}

// textWays take bytes that they must not.
func textWays() []Way {
	return []Way{
		{Name: "takes a name twice", Phase: "bodies", Rule: "accepted", Target: "/@odata.type", Keyword: "duplicate", Warns: true, Reason: "most parsers do", before: func(r *request) {
			if o := r.object(); o != nil && r.creates() {
				r.set(o)
			}
		}},
		{Name: "takes what follows the value", Phase: "bodies", Rule: "accepted", Keyword: "json", Reason: "a decoder of streams", before: func(r *request) {
			var v any
			if dec := json.NewDecoder(strings.NewReader(string(r.body))); dec.Decode(&v) == nil && r.creates() {
				r.body = r.body[:dec.InputOffset()]
			}
		}},
		{Name: "takes a byte order mark", Phase: "bodies", Rule: "accepted", Keyword: "json", Warns: true, Reason: "RFC 8259 lets it", before: func(r *request) { r.body = []byte(strings.TrimPrefix(string(r.body), "\ufeff")) }},
		{Name: "takes trailing commas", Phase: "bodies", Rule: "accepted", Keyword: "json", Reason: "JSON5", before: func(r *request) { r.body = []byte(strings.ReplaceAll(string(r.body), ",}", "}")) }},
		{Name: "takes what is not UTF-8", Phase: "bodies", Rule: "accepted", Keyword: "utf8", Reason: "bytes are replaced", before: func(r *request) {
			if !utf8.Valid(r.body) && r.creates() {
				r.body = []byte(strings.ToValidUTF8(string(r.body), ""))
				r.edit(func(o map[string]any) { delete(o, ""); delete(o, "a") })
			}
		}},
		{Name: "takes no body", Phase: "bodies", Rule: "accepted", Keyword: "json", Reason: "all has a default", before: func(r *request) {
			if r.creates() && len(r.body) == 0 {
				r.body = []byte(`{"status":"paused","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`)
			}
		}},
	}
}

var bigTop = regexp.MustCompile(`(%24|\$)top=(1001|0)($|&)`)

// openWays take what is wrong around a body.
func openWays() []Way {
	header := func(name, value string, when func(string) bool) func(*request) {
		return func(r *request) {
			if when(strings.Join(r.Header.Values(name), ",")) {
				r.Header.Set(name, value)
			}
		}
	}
	return []Way{
		{Name: "takes plain text", Phase: "media", Rule: "accepted", Target: "header/Content-Type", Keyword: "mediaType", Reason: "the type is never looked at", before: header("Content-Type", "application/json", func(v string) bool { return v == "text/plain" })},
		{Name: "takes no Content-Type", Phase: "media", Rule: "accepted", Target: "header/Content-Type", Keyword: "mediaType", Reason: "JSON is the default", before: header("Content-Type", "application/json", func(v string) bool { return v == "" })},
		{Name: "takes other charsets", Phase: "media", Rule: "accepted", Target: "header/Content-Type", Keyword: "mediaType", Reason: "parameters are cut off", before: header("Content-Type", "application/json", func(v string) bool { return strings.Contains(v, "charset=") })},
		{Name: "takes unknown encodings", Phase: "media", Rule: "accepted", Target: "header/Content-Encoding", Keyword: "encoding", Reason: "the header is never looked at", before: header("Content-Encoding", "gzip", func(v string) bool { return v == "br" })},
		{Name: "needs no token", Phase: "auth", Rule: "auth", Target: "status", Reason: "a switch for developers stayed on", before: header("Authorization", "Bearer x", func(v string) bool { return v == "" })},
		{Name: "takes Basic", Phase: "auth", Rule: "auth", Target: "status", Reason: "an old way that stayed open", before: header("Authorization", "Bearer x", func(v string) bool { return strings.HasPrefix(v, "Basic") })},
		{Name: "takes an empty token", Phase: "auth", Rule: "auth", Target: "status", Reason: "only the word is looked at", before: header("Authorization", "Bearer x", func(v string) bool { return v == "Bearer" })},
		{Name: "takes any scheme", Phase: "auth", Rule: "auth", Target: "status", Reason: "only the second word is looked at", before: header("Authorization", "Bearer x", func(v string) bool { return strings.HasPrefix(v, "Unknown") })},
		{Name: "takes $top out of range", Phase: "schema", Rule: "accepted", Target: "query/$top", Keyword: "maximum", Reason: "it is clamped", before: func(r *request) { r.URL.RawQuery = bigTop.ReplaceAllString(r.URL.RawQuery, "%24top=5$3") }},
		{Name: "ignores unknown options", Phase: "schema", Rule: "accepted", Target: "query/$x-unknown", Keyword: "parameter", Warns: true, Reason: "most routers do", before: func(r *request) { r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "%24x-unknown=1", "", 1) }},
		{Name: "takes PUT for POST", Phase: "methods", Rule: "method", Target: "status", Reason: "a route for all methods", before: func(r *request) {
			if r.Method == http.MethodPut {
				r.Method = http.MethodGet
			}
		}},
		{Name: "takes a slash at the end", Phase: "paths", Rule: "accepted", Target: "path", Keyword: "path", Warns: true, Reason: "many routers do", before: func(r *request) { r.URL.Path = strings.TrimSuffix(r.URL.Path, "/") }},
		{Name: "takes paths in other case", Phase: "paths", Rule: "accepted", Target: "path", Keyword: "path", Warns: true, Reason: "another platform's habit", before: func(r *request) {
			r.URL.Path = strings.Replace(r.URL.Path, "PROFILESTATUSHISTORY", "profileStatusHistory", 1)
		}},
		{Name: "answers every path", Phase: "paths", Rule: "accepted", Target: "path", Keyword: "path", Warns: true, Reason: "a page for a single-page application", after: func(_ *request, a *answer) {
			if a.status == http.StatusNotFound && strings.Contains(a.body.String(), "nothing at this path") {
				a.status = http.StatusOK
			}
		}},
		{Name: "takes a bad id in the path", Phase: "schema", Rule: "accepted", Target: "path/educationSynchronizationProfileId", Keyword: "maxLength", Reason: "only bodies are validated", after: func(r *request, a *answer) {
			if a.status == http.StatusBadRequest && r.Method == http.MethodDelete {
				a.status = http.StatusNoContent
				a.text("")
			}
		}},
	}
}
