package page

import (
	"net/http"
	"net/url"
	"time"

	"profilestatus.example/mock/control"
)

// A startView is the first page.
type startView struct {
	BaseURL  string
	Snippets []snippet
	Created  string // where a status was created by a click
	Token    string // that was made
}

// start shows what this is and how to use it.
func (p *pages) start(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	v.showStart("", "", nil)
}

func (v *visit) showStart(created, token string, err error) {
	base := v.apiOrigin() + v.base
	v.show("start", "profilestatus", startView{BaseURL: base, Snippets: snippets(base), Created: created, Token: token}, err)
}

// apiOrigin returns what stands in front of the base path of the API.
func (v *visit) apiOrigin() string {
	origin := "http://" + v.r.Host
	switch {
	case v.origin != nil:
		origin = v.origin()
	case v.r.TLS != nil:
		origin = "https://" + v.r.Host
	}
	if v.tenant != "" {
		origin += "/tenants/" + url.PathEscape(v.tenant)
	}
	return origin
}

// enterToken keeps a token for the next pages.
func (p *pages) enterToken(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	c := &http.Cookie{Name: cookie, Value: r.PostFormValue("token"), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil}
	if c.Value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
	v.back("/", "")
}

// makeToken asks the built-in issuer for a token and shows it once.
func (p *pages) makeToken(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	roles := []string{"EduAdministration.ReadWrite.All"}
	var token control.Token
	err := v.call(http.MethodPost, "/__mock/tokens", control.TokenRequest{Roles: &roles}, &token)
	v.showStart("", token.AccessToken, err)
}

// create creates a status, by the button of the first page or by the form of a
// profile.
func (p *pages) create(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	if r.PostFormValue("profile") != "" {
		v.createByForm()
		return
	}
	const profile = "school-1"
	err := v.call(http.MethodPost, v.statusPath(profile), map[string]any{
		"status": "success", "lastSynchronizationDateTime": time.Now().UTC().Truncate(time.Second),
	}, nil)
	v.showStart(profile, "", err)
}

// statusPath returns the path at which statuses of a profile are created.
func (v *visit) statusPath(profile string) string {
	return v.base + "/education/synchronizationProfiles/" + profile + "/profileStatus"
}
