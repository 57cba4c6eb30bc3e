package broken

import (
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// read changes the objects that a GET answers.
func read(change func(*request, map[string]any)) func(*request, *answer) {
	return func(r *request, a *answer) {
		if r.Method == http.MethodGet && a.ok() {
			a.edit(func(o map[string]any) { change(r, o) })
		}
	}
}

// stateWays answer well and remember badly.
func stateWays() []Way {
	const when = "lastSynchronizationDateTime"
	return []Way{
		{Name: "stores another status", Phase: "state", Rule: "readBack", Target: "/status", Reason: "a mapping with a hole", after: read(func(_ *request, o map[string]any) {
			if o["status"] == "validationError" {
				o["status"] = "error"
			}
		})},
		{Name: "stores whole seconds", Phase: "state", Rule: "readBack", Target: "/lastSynchronizationDateTime", Reason: "a column without fractions", after: read(func(_ *request, o map[string]any) {
			if s, ok := o[when].(string); ok {
				whole, _, _ := strings.Cut(strings.TrimSuffix(s, "Z"), ".")
				o[when] = whole + "Z"
			}
		})},
		{Name: "answers microseconds", Phase: "state", Rule: "echo", Target: "/lastSynchronizationDateTime", Warns: true, Reason: "a column with six digits", after: created(func(a *answer) {
			a.edit(func(o map[string]any) {
				if s := o[when].(string); len(s) > len("2006-01-02T15:04:05.000000Z") {
					o[when] = s[:len("2006-01-02T15:04:05.000000")] + "Z"
				}
			})
		})},
		{Name: "forgets the offset", Phase: "state", Rule: "echo", Target: "/lastSynchronizationDateTime", Reason: "the local time is taken as UTC", before: func(r *request) {
			r.edit(func(o map[string]any) {
				if s, ok := o[when].(string); ok {
					o[when] = strings.Replace(s, "+02:00", "Z", 1)
				}
			})
		}},
		{Name: "replaces the client's id", Phase: "state", Rule: "clientId", Target: "/id", Reason: "ids are the server's", before: func(r *request) {
			r.edit(func(o map[string]any) {
				if id, ok := o["id"].(string); ok && len(id) > 2 {
					o["id"] = id + "x"
				}
			})
		}},
		{Name: "repeats ids", Phase: "state", Rule: "uniqueId", Target: "/id", Reason: "a clock as a source of ids", after: created(func(a *answer) {
			a.edit(func(o map[string]any) {
				if id, _ := o["id"].(string); len(id) == 36 {
					o["id"] = "00000000-0000-7000-8000-000000000000"
				}
			})
		})},
		{Name: "overwrites", Phase: "state", Rule: "conflict", Target: "status", Reason: "insert or replace", after: func(r *request, a *answer) {
			if a.status == http.StatusConflict {
				a.status = http.StatusCreated
				a.header.Set("Location", r.URL.Path)
				o := r.object()
				o["@odata.type"] = "#microsoft.graph.educationSynchronizationProfileStatus"
				a.text(string(encode(o)))
			}
		}},
		{Name: "400 for a repeated id", Phase: "state", Rule: "conflict", Target: "status", Reason: "any failure of the database", after: func(_ *request, a *answer) {
			if a.status == http.StatusConflict {
				a.status = http.StatusBadRequest
			}
		}},
		stale(),
	}
}

// pageWays lose their place, and what they deleted.
func pageWays() []Way {
	return []Way{
		{Name: "loses the next page", Phase: "state", Rule: "paging", Target: "/", Reason: "a link that was forgotten", after: read(func(_ *request, o map[string]any) { delete(o, "@odata.nextLink") })},
		{Name: "goes round in circles", Phase: "state", Rule: "paging", Target: "/", Reason: "the link of this page", after: read(func(r *request, o map[string]any) {
			if _, more := o["@odata.nextLink"]; more {
				o["@odata.nextLink"] = "http://" + r.Host + r.URL.Path + "?" + r.URL.RawQuery
			}
		})},
		{Name: "links out of the API", Phase: "state", Rule: "paging", Target: "/@odata.nextLink", Reason: "the address behind a gateway", after: read(func(r *request, o map[string]any) {
			if _, more := o["@odata.nextLink"]; more {
				o["@odata.nextLink"] = "http://" + r.Host + "/internal/list?page=2"
			}
		})},
		{Name: "repeats the last of a page", Phase: "state", Rule: "paging", Target: "/", Reason: "a bound that is included twice", after: read(func(_ *request, o map[string]any) {
			if list, _ := o["value"].([]any); len(list) > 1 {
				o["value"] = append(list[:len(list)-1], list[0])
			}
		})},
		{Name: "ignores $top", Phase: "state", Rule: "pageSize", Target: "/value", Reason: "a page is what the server likes", before: func(r *request) {
			r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "%24top=7", "%24top=20", 1)
		}},
		{Name: "answers three for one", Phase: "schema", Rule: "pageSize", Target: "/value", Reason: "a bound that is only looked at when it is large", before: func(r *request) {
			r.URL.RawQuery = topOne.ReplaceAllString(r.URL.RawQuery, "%24top=3$1")
		}},
		{Name: "links to another host", Phase: "state", Rule: "paging", Target: "/@odata.nextLink", Warns: true, Reason: "the name of the host behind a gateway", after: read(func(_ *request, o map[string]any) {
			if link, ok := o["@odata.nextLink"].(string); ok {
				o["@odata.nextLink"] = hostOf.ReplaceAllString(link, "http://inner.example/")
			}
		})},
		{Name: "deletes nothing", Phase: "state", Rule: "deleted", Target: "status", Reason: "a flag that nobody reads", before: func(r *request) {
			if r.Method == http.MethodDelete && strings.Contains(r.URL.Path, "ck") {
				r.URL.Path = strings.Replace(r.URL.Path, "/ck", "/other-ck", 1)
			}
		}},
		{Name: "one store for all profiles", Phase: "state", Rule: "isolation", Target: "status", Reason: "a query without the tenant", before: func(r *request) {
			r.URL.Path = profileOf.ReplaceAllString(r.URL.Path, "/synchronizationProfiles/one/")
			r.URL.RawPath = ""
		}},
	}
}

var (
	topOne = regexp.MustCompile(`%24top=1(&|$)`)
	hostOf = regexp.MustCompile(`^http://[^/]*/`)
)

var profileOf = regexp.MustCompile(`/synchronizationProfiles/[^/]+/`)

// stale answers the first newest status for ever.
func stale() Way {
	var first sync.Map
	return Way{Name: "keeps an old newest", Phase: "state", Rule: "readBack", Target: "/id", Reason: "a cache that nobody empties", after: func(r *request, a *answer) {
		if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/profileStatus") || !a.ok() {
			return
		}
		kept, _ := first.LoadOrStore(r.URL.Path, a.body.String())
		a.text(kept.(string))
	}}
}

// timeWays are late, or ask to wait.
func timeWays() []Way {
	busy := func(status int, code string) func(http.Handler) http.Handler {
		return func(h http.Handler) http.Handler {
			var n atomic.Int64
			return Way{after: func(_ *request, a *answer) {
				if n.Add(1) != 100 {
					return
				}
				a.status = status
				a.header.Set("Content-Type", "application/json")
				a.text(`{"error":{"code":"` + code + `","message":"Wait.","innerError":{"date":"2026-11-23T10:00:00","request-id":"` + a.header.Get("Request-Id") + `","client-request-id":"c"}}}`)
			}}.Break(h)
		}
	}
	wait := func(d time.Duration) func(http.Handler) http.Handler {
		return func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodDelete {
					select {
					case <-time.After(d):
					case <-r.Context().Done():
						return
					}
				}
				h.ServeHTTP(w, r)
			})
		}
	}
	return []Way{
		{Name: "429 without Retry-After", Phase: "state", Rare: true, Rule: "required", Target: "header/Retry-After", Reason: "forgotten", around: busy(http.StatusTooManyRequests, "TooManyRequests")},
		{Name: "503 without Retry-After", Phase: "state", Rare: true, Rule: "required", Target: "header/Retry-After", Reason: "forgotten", around: busy(http.StatusServiceUnavailable, "ServiceUnavailable")},
		{Name: "is slow", Rule: "latency", Target: "time", Reason: "a lock", around: wait(Slow)},
		{Name: "hangs", Rule: "noAnswer", Target: "connection", Reason: "a dead lock", around: wait(time.Hour)},
		{Name: "cuts now and then", Phase: "schema", Rare: true, Rule: "noAnswer", Target: "connection", Warns: true, Reason: "a worker that is restarted", around: func(h http.Handler) http.Handler {
			var n atomic.Int64
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if n.Add(1)%50 == 0 {
					panic(http.ErrAbortHandler)
				}
				h.ServeHTTP(w, r)
			})
		}},
		{Name: "cuts the connection", Rule: "noAnswer", Target: "connection", Reason: "a crash", around: func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodDelete {
					panic(http.ErrAbortHandler)
				}
				h.ServeHTTP(w, r)
			})
		}},
	}
}

// Slow is how late the way "is slow" answers.
const Slow = 120 * time.Millisecond
