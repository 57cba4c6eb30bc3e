package page

import (
	"net/http"

	"profilestatus.example"
)

// A referenceView is what the script of the reference reads.
type referenceView struct {
	Document string // its address
	Base     string // the base URL of the tenant
	Token    string // for the field of the authorization
}

// reference shows the document of the API, with a way to try it.
func (p *pages) reference(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	v.show("reference", "Reference", referenceView{Document: Prefix + "openapi.json", Base: v.apiOrigin() + p.base, Token: v.tokenOrAny()}, nil)
}

// tokenOrAny returns the token of the visitor, or one for where any will do.
func (v *visit) tokenOrAny() string {
	if v.token != "" {
		return v.token
	}
	return "any-token"
}

// document serves the document of the API, which is elsewhere when the pages are
// on a listener of their own.
func document(w http.ResponseWriter, _ *http.Request) {
	data, err := profilestatus.OpenAPIJSON()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(data)
}
