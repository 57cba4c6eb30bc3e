package page

import (
	"bytes"
	"compress/gzip"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"

	"profilestatus.example/contract/report"
	"profilestatus.example/mock/control"
)

var (
	//go:embed templates
	templateFiles embed.FS
	//go:embed page.css page.js reference.js swagger
	files embed.FS
)

// templates are parsed when the first page is asked for, not by each start of the
// program.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"clock": func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") },
		"ms":    func(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) },
	}).ParseFS(templateFiles, "templates/*.html"))
})

// A view is what every page shows.
type view struct {
	Title   string
	Page    string // the current one of the navigation
	Tenant  string // that was asked for, "" for the caller's own
	Details control.TenantDetails
	Tenants []string // some names to choose from, none for who must not know them
	Token   bool     // the visitor has given one
	Did     string
	Error   string
	Body    any
}

// Link leads to a page about the same tenant.
func (v view) Link(page string) string { return link(page, v.Tenant) }

func link(page, tenant string, more ...string) string {
	query := url.Values{}
	if tenant != "" {
		query.Set("tenant", tenant)
	}
	for i := 0; i < len(more); i += 2 {
		if more[i+1] != "" {
			query.Set(more[i], more[i+1])
		}
	}
	if len(query) == 0 {
		return page
	}
	return page + "?" + query.Encode()
}

func (v *visit) link(page string, more ...string) string { return link(page, v.tenant, more...) }

// show renders a page. Where a token is needed and not there, it asks for one
// instead.
func (v *visit) show(name, title string, body any, err error) {
	page := view{Title: title, Page: name, Tenant: v.tenant, Token: v.token != "", Did: v.r.URL.Query().Get("did"), Body: body}
	status := http.StatusOK
	if v.mock == nil {
		page.Details.Service = v.service
	} else if detailsErr := v.call(http.MethodGet, "/__mock/tenant", nil, &page.Details); detailsErr == nil {
		page.Tenants = v.tenants()
	} else if err == nil {
		err = detailsErr
	}
	if err != nil {
		status, page.Error = http.StatusBadGateway, err.Error()
		var refused *refusal
		if errors.As(err, &refused) {
			status = refused.status
		}
		if status == http.StatusUnauthorized || status == http.StatusForbidden {
			name = "login"
		} else if body == nil {
			name = "error"
		}
	}
	var text bytes.Buffer
	if err := templates().ExecuteTemplate(&text, name+".html", page); err != nil {
		http.Error(v.w, err.Error(), http.StatusInternalServerError)
		return
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, _ = v.w.Write(text.Bytes()) // a client that is gone cannot be told
}

// tenants returns the names of some tenants. They are a help, so that an error,
// mostly a token which may see only its own tenant, is none of the page.
func (v *visit) tenants() []string {
	var list control.TenantCollection
	if err := v.call(http.MethodGet, "/__mock/tenants?limit=100", nil, &list); err != nil {
		return nil
	}
	names := make([]string, len(list.Value))
	for i, t := range list.Value {
		names[i] = t.Name
	}
	return names
}

// types are the media types of the files that are served.
var types = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}

// static serves a file of this package.
func static(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	w.Header().Set("Content-Type", types[path.Ext(name)])
	if name == "page.css" {
		style, err := files.ReadFile(name)
		if err == nil {
			_, _ = io.WriteString(w, report.StyleSheet()+string(style))
		}
		return
	}
	if data, err := fs.ReadFile(files, name); err == nil {
		_, _ = w.Write(data)
		return
	}
	compressed, err := files.ReadFile("swagger/" + name + ".gz")
	if err != nil {
		http.NotFound(w, r)
		return
	}
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(compressed)
		return
	}
	text, err := gzip.NewReader(bytes.NewReader(compressed))
	if err == nil {
		_, _ = io.Copy(w, text)
	}
}
