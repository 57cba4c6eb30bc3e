package page

import (
	"context"
	"net/http"
	"strings"

	"profilestatus.example/mock"
	"profilestatus.example/mock/control"
)

// Prefix is the beginning of the paths of all pages but the first, which is at
// "/".
const Prefix = "/ui/"

// cookie keeps the token of whoever looks, where one is needed.
const cookie = "profilestatus-token"

// maxForm is how large a form may be; a state to upload is the largest.
const maxForm = 16 << 20

// pages serves the pages of a mock.
type pages struct {
	*http.ServeMux
	mock    *mock.Mock // nil: there is the API alone
	service control.Service
	base    string        // path of the API
	origin  func() string // of the API; nil: that of the pages
	done    <-chan struct{}
}

// New returns a handler of the pages about m in front of next, which gets every
// other request. The API is at the scheme and host that origin returns; nil means
// that it is where the pages are. What is live ends with ctx, so that no open tab
// holds up the end of a server.
func New(ctx context.Context, m *mock.Mock, next http.Handler, origin func() string) http.Handler {
	p := &pages{ServeMux: http.NewServeMux(), mock: m, base: m.BasePath(), origin: origin, done: ctx.Done()}
	p.common()
	p.HandleFunc("GET /ui/traffic", p.traffic)
	p.HandleFunc("GET /ui/traffic/stream", p.stream)
	p.HandleFunc("GET /ui/traffic/{number}", p.exchange)
	p.HandleFunc("GET /ui/profiles", p.profiles)
	p.HandleFunc("GET /ui/profiles/{profile}", p.history)
	p.HandleFunc("GET /ui/rules", p.rules)
	p.HandleFunc("GET /ui/coverage", p.coverage)
	p.HandleFunc("GET /ui/state.json", p.saveState)
	p.HandleFunc("POST /ui/token", p.enterToken)
	p.HandleFunc("POST /ui/tokens", p.makeToken)
	p.HandleFunc("POST /ui/create", p.create)
	p.HandleFunc("POST /ui/advance", p.advance)
	p.HandleFunc("POST /ui/scenario", p.scenario)
	p.HandleFunc("POST /ui/state", p.loadState)
	p.HandleFunc("POST /ui/reset", p.reset)
	p.HandleFunc("POST /ui/rules", p.addRule)
	p.HandleFunc("POST /ui/rules/remove", p.removeRule)
	p.HandleFunc("POST /ui/forget", p.forgetTraffic)
	return p.before(next)
}

// NewPlain returns a handler of the pages that need no mock, about an API under a
// base path, in front of next: what it is, and its document.
func NewPlain(service control.Service, base string, next http.Handler) http.Handler {
	p := &pages{ServeMux: http.NewServeMux(), service: service, base: base}
	p.common()
	return p.before(next)
}

// common adds the pages that there are always.
func (p *pages) common() {
	p.HandleFunc("GET /{$}", p.start)
	p.HandleFunc("GET /ui/reference", p.reference)
	p.HandleFunc("GET /ui/openapi.json", document)
	p.HandleFunc("GET /ui/static/{name}", static)
	p.HandleFunc("/ui/", p.notFound)
}

// before puts the pages in front of next.
func (p *pages) before(next http.Handler) http.Handler {
	// A form of another site must not change anything here.
	guarded := http.NewCrossOriginProtection().Handler(http.MaxBytesHandler(p, maxForm))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		isPage := r.URL.Path == "/" && (r.Method == http.MethodGet || r.Method == http.MethodHead) || strings.HasPrefix(r.URL.Path, Prefix)
		if !isPage {
			next.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", p.policy())
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		guarded.ServeHTTP(w, r)
	})
}

// policy lets a page load what this package serves and talk to the API.
func (p *pages) policy() string {
	api := ""
	if p.origin != nil {
		api = " " + p.origin()
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'" + api +
		"; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

func (p *pages) notFound(w http.ResponseWriter, r *http.Request) {
	p.visit(w, r).show("error", "No such page", nil, &refusal{http.StatusNotFound, control.MainError{Message: "There is no such page."}})
}

// A visit is a request for a page.
type visit struct {
	*pages
	w      http.ResponseWriter
	r      *http.Request
	tenant string
	token  string
}

// visit reads whom a request is about.
func (p *pages) visit(w http.ResponseWriter, r *http.Request) *visit {
	v := &visit{pages: p, w: w, r: r, tenant: r.FormValue("tenant")}
	if c, err := r.Cookie(cookie); err == nil {
		v.token = c.Value
	}
	return v
}

// back leads to a page by GET, after something was done.
func (v *visit) back(page, did string) {
	http.Redirect(v.w, v.r, v.link(page, "did", did), http.StatusSeeOther)
}
