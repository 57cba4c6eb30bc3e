package page

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"profilestatus.example/gen"
	"profilestatus.example/mock/control"
)

// A profilesView lists profiles, and what becomes of them.
type profilesView struct {
	Profiles []control.Profile
	After    string // the last of them, if there are more
	Now      control.Clock
	Scenario control.ScenarioStatus
	Form     form
	Statuses []string
}

// profiles shows the profiles of a tenant.
func (p *pages) profiles(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	v.showProfiles(newForm(v.mock, r.FormValue("profile")), nil)
}

func (v *visit) showProfiles(f form, err error) {
	body := profilesView{Form: f, Statuses: f.options("status")}
	var list control.ProfileCollection
	errs := []error{err,
		v.call(http.MethodGet, "/__mock/profiles?"+url.Values{"after": after(v.r)}.Encode(), nil, &list),
		v.call(http.MethodGet, "/__mock/clock", nil, &body.Now),
		v.call(http.MethodGet, "/__mock/scenario", nil, &body.Scenario),
	}
	if body.Profiles = list.Value; len(list.Value) == int(control.LimitDefault) {
		body.After = list.Value[len(list.Value)-1].ID
	}
	v.show("profiles", "Profiles", body, errors.Join(errs...))
}

// after returns the parameter after, if it is given.
func after(r *http.Request) []string {
	if a := r.FormValue("after"); a != "" {
		return []string{a}
	}
	return nil
}

// A historyView is the history of a profile.
type historyView struct {
	Profile string
	History []gen.EducationSynchronizationProfileStatus
	More    bool
}

// history shows the newest statuses of a profile as a time line.
func (p *pages) history(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	profile := r.PathValue("profile")
	var list gen.EducationSynchronizationProfileStatusCollection
	err := v.call(http.MethodGet, v.base+"/education/synchronizationProfiles/"+url.PathEscape(profile)+"/profileStatusHistory", nil, &list)
	v.show("history", "Profile "+profile, historyView{profile, list.Value, list.OdataNextLink != nil}, err)
}

// createByForm creates a status of the form of the document. What the service
// refuses is shown at the fields.
func (v *visit) createByForm() {
	f := newForm(v.mock, v.r.PostFormValue("profile"))
	body := f.fill(v.r.PostForm)
	err := v.send(http.MethodPost, v.statusPath(url.PathEscape(f.Profile)), body, nil)
	var refused *refusal
	if errors.As(err, &refused) && refused.status == http.StatusBadRequest {
		f.refuse(refused)
		v.showProfiles(f, nil)
		return
	}
	if err != nil {
		v.showProfiles(f, err)
		return
	}
	v.back(Prefix+"profiles", "The status was created.")
}

// advance moves the clock on.
func (p *pages) advance(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	seconds, err := strconv.ParseFloat(r.PostFormValue("seconds"), 64)
	if err == nil {
		err = v.call(http.MethodPost, "/__mock/clock/advance", control.Advance{Seconds: seconds}, nil)
	}
	v.done(Prefix+"profiles", "The clock was advanced.", err)
}

// done leads back to a page, or says there what went wrong.
func (v *visit) done(page, did string, err error) {
	if err != nil {
		did = "Not done: " + err.Error()
	}
	v.back(page, did)
}

// scenario lets runs end by themselves.
func (p *pages) scenario(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	if r.PostFormValue("becomes") == "" {
		v.done(Prefix+"profiles", "Statuses stay as they are created.", v.call(http.MethodDelete, "/__mock/scenario", nil, nil))
		return
	}
	seconds, err := strconv.ParseFloat(r.PostFormValue("seconds"), 64)
	if err == nil {
		err = v.call(http.MethodPut, "/__mock/scenario", control.Scenario{
			Becomes: control.EducationSynchronizationStatus(r.PostFormValue("becomes")), AfterSeconds: seconds,
		}, nil)
	}
	v.done(Prefix+"profiles", "Runs that begin now will end by themselves.", err)
}

// saveState gives the state as a file.
func (p *pages) saveState(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	var state control.State
	if err := v.call(http.MethodGet, "/__mock/state", nil, &state); err != nil {
		v.show("profiles", "Profiles", profilesView{}, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="state.json"`)
	_, _ = w.Write(state.AppendJSON(nil))
}

// loadState takes a state from a file.
func (p *pages) loadState(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	file, _, err := r.FormFile("state")
	if err != nil {
		v.done(Prefix+"profiles", "", errors.New("no file was chosen"))
		return
	}
	defer file.Close()
	state, err := io.ReadAll(file)
	if err == nil {
		err = v.send(http.MethodPut, "/__mock/state", state, nil)
	}
	v.done(Prefix+"profiles", "The state was taken from the file.", err)
}

// reset forgets what a tenant holds.
func (p *pages) reset(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	v.done(Prefix+"profiles", "The tenant was reset.", v.call(http.MethodDelete, "/__mock/tenant", nil, nil))
}
