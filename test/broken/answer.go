package broken

import (
	"net/http"
	"strings"
)

// created and failed change only answers of their kind.
func created(change func(*answer)) func(*request, *answer) {
	return func(r *request, a *answer) {
		if r.creates() && a.ok() {
			change(a)
		}
	}
}

func failed(change func(*answer)) func(*request, *answer) {
	return func(_ *request, a *answer) {
		if a.status >= 400 {
			change(a)
		}
	}
}

// statusWays answer with another status.
func statusWays() []Way {
	return []Way{{
		Name: "created with 200", Rule: "status", Target: "status", Reason: "the default of most frameworks",
		after: created(func(a *answer) { a.status = http.StatusOK }),
	}, {
		Name: "created with 202", Rule: "status", Target: "status", Reason: "a queue was put in front",
		after: created(func(a *answer) { a.status = http.StatusAccepted }),
	}, {
		Name: "failure on a member", Rule: "serverError", Target: "status", Reason: "an enum that the database does not know",
		after: func(r *request, a *answer) {
			if statusOf(r.body) == "quarantined" && a.ok() {
				a.status = http.StatusInternalServerError
			}
		},
	}, {
		Name: "failure on odd JSON", Phase: "bodies", Rule: "serverError", Target: "status", Reason: "an exception that nobody caught",
		after: func(r *request, a *answer) {
			if strings.HasPrefix(string(r.body), "[[[") {
				a.status = http.StatusInternalServerError
			}
		},
	}, {
		Name: "deleted with 200", Rule: "status", Target: "status", Reason: "a framework that wants a body",
		after: func(r *request, a *answer) {
			if r.Method == http.MethodDelete && a.ok() {
				a.status = http.StatusOK
			}
		},
	}, {
		Name: "422 for 400", Phase: "bodies", Rule: "status", Target: "status", Reason: "the framework's own idea of a bad body",
		after: failed(func(a *answer) {
			if a.status == http.StatusBadRequest {
				a.status = http.StatusUnprocessableEntity
			}
		}),
	}, {
		Name: "403 for 401", Phase: "auth", Rule: "auth", Target: "status", Reason: "a gateway's default",
		after: failed(func(a *answer) {
			if a.status == http.StatusUnauthorized {
				a.status = http.StatusForbidden
			}
		}),
	}, {
		Name: "404 for 405", Phase: "methods", Rule: "method", Target: "status", Warns: true, Reason: "a router that knows only routes",
		after: failed(func(a *answer) {
			if a.status == http.StatusMethodNotAllowed {
				a.status = http.StatusNotFound
			}
		}),
	}, {
		Name: "409 for a new id", Rule: "refused", Target: "status", Warns: true, Reason: "a key that is too short",
		after: func(r *request, a *answer) {
			if isHistory(r.URL.Path) && a.ok() {
				a.status = http.StatusConflict
			}
		},
	}}
}

// refusingWays refuse what is right.
func refusingWays() []Way {
	refuse := func(when func(*request) bool) func(*request, *answer) {
		return func(r *request, a *answer) {
			if r.creates() && a.ok() && when(r) {
				a.status = http.StatusBadRequest
				a.text(`{"error":{"code":"BadRequest","message":"No.","innerError":{"date":"2026-11-23T10:00:00","request-id":"` + a.header.Get("Request-Id") + `","client-request-id":"c"}}}`)
			}
		}
	}
	date := func(r *request) string {
		s, _ := r.object()["lastSynchronizationDateTime"].(string)
		return s
	}
	id := func(r *request) string {
		s, _ := r.object()["id"].(string)
		return s
	}
	return []Way{{
		Name: "refuses a member", Phase: "schema", Rule: "refused", Target: "/status", Reason: "a list that was copied by hand",
		after: refuse(func(r *request) bool { return statusOf(r.body) == "unknownFutureValue" }),
	}, {
		Name: "refuses offsets", Phase: "schema", Rule: "refused", Target: "/lastSynchronizationDateTime", Reason: "only Z was thought of",
		after: refuse(func(r *request) bool { return !strings.HasSuffix(date(r), "Z") }),
	}, {
		Name: "refuses nine fraction digits", Phase: "schema", Rule: "refused", Target: "/lastSynchronizationDateTime", Reason: "a parser with milliseconds",
		after: refuse(func(r *request) bool { return len(date(r)) >= len("2026-11-23T09:58:12.123456789Z") }),
	}, {
		Name: "refuses a leap day", Phase: "schema", Rule: "refused", Target: "/lastSynchronizationDateTime", Reason: "a calendar of its own",
		after: refuse(func(r *request) bool { return strings.HasPrefix(date(r), "2024-02-29") }),
	}, {
		Name: "refuses the longest id", Phase: "schema", Rule: "refused", Target: "/id", Reason: "a column that is too narrow",
		after: refuse(func(r *request) bool { return len(id(r)) == 128 }),
	}, {
		Name: "refuses a body without id", Phase: "schema", Rule: "refused", Target: "/id", Reason: "the page says that the id is required",
		after: refuse(func(r *request) bool { return id(r) == "" }),
	}}
}

func headerWays() []Way {
	set := func(name, value string) func(*request, *answer) {
		return func(_ *request, a *answer) { a.header.Set(name, value) }
	}
	drop := func(name string) func(*request, *answer) {
		return func(_ *request, a *answer) { a.header.Del(name) }
	}
	return []Way{
		{Name: "no Location", Rule: "required", Target: "header/Location", Reason: "forgotten", after: drop("Location")},
		{Name: "Location elsewhere", Phase: "state", Rule: "location", Target: "header/Location", Reason: "a template with the wrong path", after: created(func(a *answer) { a.header.Set("Location", a.header.Get("Location")+"x") })},
		{Name: "Location out of the API", Phase: "state", Rule: "location", Target: "header/Location", Warns: true, Reason: "the address of the user interface", after: created(func(a *answer) { a.header.Set("Location", "/ui/statuses") })},
		{Name: "no Cache-Control", Rule: "required", Target: "header/Cache-Control", Reason: "forgotten", after: drop("Cache-Control")},
		{Name: "cached", Rule: "pattern", Target: "header/Cache-Control", Reason: "a gateway's default", after: set("Cache-Control", "max-age=60")},
		{Name: "request-id is no UUID", Rule: "format", Target: "header/Request-Id", Reason: "a counter", after: set("Request-Id", strings.Repeat("1", 36))},
		{Name: "request-id is short", Rule: "format", Target: "header/Request-Id", Reason: "a counter", after: set("Request-Id", "17")},
		{Name: "bad Date", Rule: "pattern", Target: "header/Date", Reason: "the wrong layout", after: set("Date", "2026-11-23T10:00:00Z")},
		{Name: "HTML", Rule: "mediaType", Target: "header/Content-Type", Reason: "a framework's default", after: set("Content-Type", "text/html")},
		{Name: "JSON in Latin 1", Rule: "mediaType", Target: "header/Content-Type", Reason: "an old platform", after: set("Content-Type", "application/json; charset=iso-8859-1")},
		{Name: "no Content-Type on errors", Phase: "bodies", Rule: "mediaType", Target: "header/Content-Type", Reason: "written by hand", after: failed(func(a *answer) { a.header["Content-Type"] = nil })},
		{Name: "no WWW-Authenticate", Phase: "auth", Rule: "required", Target: "header/Www-Authenticate", Reason: "forgotten", after: drop("Www-Authenticate")},
		{Name: "no Allow", Phase: "methods", Rule: "allow", Target: "header/Allow", Reason: "forgotten", after: drop("Allow")},
		{Name: "Allow lacks DELETE", Phase: "methods", Rule: "allow", Target: "header/Allow", Reason: "a list that was written by hand", after: failed(func(a *answer) {
			if v := a.header.Get("Allow"); v != "" {
				a.header.Set("Allow", strings.ReplaceAll(v, "DELETE, ", ""))
			}
		})},
	}
}

func bodyWays() []Way {
	change := func(f func(string) string) func(*request, *answer) {
		return created(func(a *answer) {
			if a.status != http.StatusNoContent {
				a.text(f(strings.TrimSpace(a.body.String())))
			}
		})
	}
	return []Way{
		{Name: "two values", Rule: "json", Reason: "two middlewares write", after: change(func(s string) string { return s + s })},
		{Name: "no body", Rule: "json", Reason: "a create that answers nothing", after: change(func(string) string { return "" })},
		{Name: "cut", Rule: "json", Target: "/lastSynchronizationDateTime", Reason: "a buffer that is too small", after: change(func(s string) string { return s[:len(s)-2] })},
		{Name: "not UTF-8", Rule: "utf8", Target: "/status", Reason: "another code page", after: change(func(s string) string { return strings.Replace(s, `"status":"`, "\"status\":\"\xe4", 1) })},
		{Name: "byte order mark", Rule: "json", Reason: "a writer of text files", after: change(func(s string) string { return "\ufeff" + s })},
		{Name: "a name twice", Rule: "duplicate", Target: "/status", Reason: "text put together by hand", after: change(func(s string) string { return strings.Replace(s, "{", `{"status":"error",`, 1) })},
		{Name: "an array around it", Rule: "type", Reason: "a list of one", after: change(func(s string) string { return "[" + s + "]" })},
		{Name: "a wrapper", Rule: "required", Target: "/@odata.type", Reason: "an envelope of a framework", after: change(func(s string) string { return `{"data":` + s + `}` })},
		{Name: "shorter than announced", Rule: "noAnswer", Target: "connection", Reason: "a proxy that gives up", after: created(func(a *answer) { a.length = a.body.Len() + 10 })},
	}
}

func schemaWays() []Way {
	change := func(f func(map[string]any)) func(*request, *answer) {
		return func(_ *request, a *answer) {
			if a.ok() {
				a.edit(f)
			}
		}
	}
	replace := func(name string, f func(any) any) func(*request, *answer) {
		return change(func(o map[string]any) {
			if v, ok := o[name]; ok {
				o[name] = f(v)
			}
		})
	}
	return []Way{
		{Name: "an unknown property", Rule: "additionalProperties", Target: "/_version", Reason: "a column that leaks", after: change(func(o map[string]any) { o["_version"] = 1 })},
		{Name: "a missing property", Rule: "required", Target: "/@odata.type", Reason: "a serializer that leaves it out", after: change(func(o map[string]any) { delete(o, "@odata.type") })},
		{Name: "an enum in capitals", Rule: "enum", Target: "/status", Reason: "the name of the constant", after: replace("status", func(v any) any { return strings.ToUpper(v.(string)) })},
		{Name: "a status of its own", Phase: "state", Rule: "enum", Target: "/status", Reason: "a later version", after: func(r *request, a *answer) {
			if isEntry(r.URL.Path) && a.ok() && statusOf(a.body.Bytes()) == "paused" {
				a.edit(func(o map[string]any) { o["status"] = "onHold" })
			}
		}},
		{Name: "a time without zone", Rule: "format", Target: "/lastSynchronizationDateTime", Reason: "a local time", after: replace("lastSynchronizationDateTime", func(v any) any { return strings.TrimSuffix(v.(string), "Z") })},
		{Name: "a time as a number", Rule: "type", Target: "/lastSynchronizationDateTime", Reason: "seconds since 1970", after: replace("lastSynchronizationDateTime", func(any) any { return 1764000000 })},
		{Name: "an id as a number", Rule: "type", Target: "/id", Reason: "the key of a table", after: replace("id", func(any) any { return 17 })},
		{Name: "null", Rule: "nullable", Target: "/id", Reason: "a serializer that writes everything", after: replace("id", func(any) any { return nil })},
		{Name: "no list but null", Phase: "state", Rule: "nullable", Target: "/value", Reason: "a nil slice", after: replace("value", func(v any) any {
			if list, _ := v.([]any); len(list) > 0 {
				return v
			}
			return nil
		})},
		{Name: "an unknown property in an item", Rule: "additionalProperties", Target: "/value/0/links", Reason: "another serializer", after: replace("value", func(v any) any {
			for _, item := range v.([]any) {
				item.(map[string]any)["links"] = []any{}
			}
			return v
		})},
	}
}

func errorWays() []Way {
	change := func(f func(map[string]any)) func(*request, *answer) {
		return failed(func(a *answer) { a.edit(f) })
	}
	return []Way{
		{Name: "another shape of errors", Phase: "bodies", Rule: "required", Target: "/error", Reason: "a framework's own", after: failed(func(a *answer) { a.text(`{"message":"Bad Request"}`) })},
		{Name: "an unknown code", Phase: "bodies", Rule: "enum", Target: "/error/code", Reason: "a code of its own", after: change(func(o map[string]any) { o["error"].(map[string]any)["code"] = "Oops" })},
		{Name: "a stack", Phase: "bodies", Rule: "additionalProperties", Target: "/error/stack", Reason: "a debug mode that stayed on", after: change(func(o map[string]any) { o["error"].(map[string]any)["stack"] = "at main" })},
		{Name: "plain 404", Phase: "state", Rule: "mediaType", Target: "header/Content-Type", Reason: "the router's own page", after: func(_ *request, a *answer) {
			if a.status == http.StatusNotFound {
				a.header.Set("Content-Type", "text/plain")
				a.text("404 page not found\n")
			}
		}},
		{Name: "plain 405", Phase: "methods", Rule: "mediaType", Target: "header/Content-Type", Warns: true, Reason: "the router's own page", after: func(_ *request, a *answer) {
			if a.status == http.StatusMethodNotAllowed {
				a.header.Set("Content-Type", "text/html")
				a.text("<h1>Method Not Allowed</h1>")
			}
		}},
		{Name: "an empty 401", Phase: "auth", Rule: "json", Reason: "a gateway in front", after: func(_ *request, a *answer) {
			if a.status == http.StatusUnauthorized {
				a.text("")
			}
		}},
	}
}
