package broken

import (
	"net/http"
	"strings"
)

// Manners returns ways to answer otherwise that keep the contract all the
// same. A checker that finds anything in them is wrong.
func Manners() []Way {
	return []Way{{
		Name: "Content-Type with a charset", Reason: "most frameworks write it",
		after: func(_ *request, a *answer) {
			if a.header.Get("Content-Type") != "" {
				a.header.Set("Content-Type", "Application/JSON; charset=UTF-8")
			}
		},
	}, {
		Name: "Location with a host", Reason: "RFC 9110 section 10.2.2 lets it",
		after: created(func(a *answer) {
			a.header.Set("Location", "https://elsewhere.example"+a.header.Get("Location"))
		}),
	}, {
		Name: "a link with a path only", Reason: "the document asks for a URI, and this host is another one than ours",
		after: read(func(_ *request, o map[string]any) {
			if link, ok := o["@odata.nextLink"].(string); ok {
				_, rest, _ := strings.Cut(strings.TrimPrefix(link, "http://"), "/")
				o["@odata.nextLink"] = "https://gateway.example:8443/" + rest
			}
		}),
	}, {
		Name: "more in Allow", Reason: "HEAD and OPTIONS come for free in many frameworks",
		after: failed(func(a *answer) {
			if v := a.header.Get("Allow"); v != "" {
				a.header.Set("Allow", v+",HEAD , OPTIONS")
			}
		}),
	}, {
		Name: "times with an offset and zeros", Reason: "the same instant",
		after: func(_ *request, a *answer) {
			if a.ok() {
				a.edit(func(o map[string]any) { lengthen(o) })
			}
		},
	}, {
		Name: "properties in another order, with white space", Reason: "JSON has neither",
		after: func(_ *request, a *answer) {
			if o := object(a.body.Bytes()); o != nil {
				a.text(" \n" + strings.ReplaceAll(string(encode(o)), `":`, `" : `) + "\r\n\t")
			}
		},
	}, {
		Name: "404 for an id that breaks its pattern", Reason: "no such thing can exist",
		after: func(r *request, a *answer) {
			if a.status == http.StatusBadRequest && r.Method == http.MethodGet && !strings.Contains(r.URL.RawQuery, "=") {
				a.status = http.StatusNotFound
			}
		},
	}, {
		Name: "more headers", Reason: "gateways add what they like",
		after: func(_ *request, a *answer) {
			a.header.Set("X-Powered-By", "something")
			a.header.Set("Set-Cookie", "a=b")
			a.header.Set("Vary", "Accept-Encoding")
		},
	}, {
		Name: "another scheme beside Bearer", Reason: "a server may offer several",
		after: func(_ *request, a *answer) {
			if v := a.header.Get("Www-Authenticate"); v != "" {
				a.header["Www-Authenticate"] = []string{v, `Basic realm="x"`}
			}
		},
	}, {
		Name: "small pages", Reason: "$top is the most that a page may hold",
		before: func(r *request) {
			r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "%24top=7", "%24top=2", 1)
		},
	}, {
		Name: "no gzip", Reason: "the document has no way to promise it",
		after: func(r *request, a *answer) {
			if r.Header.Get("Content-Encoding") == "gzip" {
				a.status = http.StatusUnsupportedMediaType
				a.text(`{"error":{"code":"UnsupportedMediaType","message":"No.","innerError":{"date":"2026-11-23T10:00:00","request-id":"` + a.header.Get("Request-Id") + `","client-request-id":"c"}}}`)
			}
		},
	}}
}

// lengthen writes every time otherwise, as the same instant.
func lengthen(value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, below := range v {
			if s, ok := below.(string); ok && name == "lastSynchronizationDateTime" && !strings.Contains(s, ".") {
				v[name] = strings.TrimSuffix(s, "Z") + ".000+00:00"
			}
			lengthen(below)
		}
	case []any:
		for _, item := range v {
			lengthen(item)
		}
	}
}
