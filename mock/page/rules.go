package page

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"profilestatus.example/mock/control"
)

// A rulesView lists the rules.
type rulesView struct {
	Rules      []ruleView
	Operations []string
}

// A ruleView is a rule in words.
type ruleView struct {
	control.RuleStatus
	Does, When string
}

// rules shows the rules of a tenant.
func (p *pages) rules(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	var list control.RuleCollection
	err := v.call(http.MethodGet, "/__mock/rules", nil, &list)
	body := rulesView{Operations: p.operations()}
	for _, s := range list.Value {
		body.Rules = append(body.Rules, ruleView{s, does(s.Rule), matches(s.Rule)})
	}
	v.show("rules", "Rules", body, err)
}

// does says what a rule does.
func does(r control.Rule) string {
	var parts []string
	if d := r.Delay; d != nil {
		switch {
		case d.Fixed != nil:
			parts = append(parts, fmt.Sprintf("delays %d ms", *d.Fixed))
		case d.Uniform != nil:
			parts = append(parts, fmt.Sprintf("delays %d to %d ms", d.Uniform.Min, d.Uniform.Max))
		case d.LogNormal != nil:
			parts = append(parts, fmt.Sprintf("delays about %d ms", d.LogNormal.Median))
		}
	}
	if r.Answer != nil {
		parts = append(parts, fmt.Sprintf("responds with %d", r.Answer.Status))
	}
	if r.Connection != nil {
		parts = append(parts, "connection: "+string(*r.Connection))
	}
	if r.When != nil && *r.When == control.WhenAfter {
		parts = append(parts, "after it took effect")
	}
	return strings.Join(parts, ", ")
}

// matches says which requests a rule is for.
func matches(r control.Rule) string {
	parts := []string{"every request"}
	if m := r.Match; m != nil {
		parts = nil
		if m.Operations != nil {
			for _, o := range *m.Operations {
				parts = append(parts, string(o))
			}
		}
		if m.Profile != nil {
			parts = append(parts, "profile "+*m.Profile)
		}
		if m.Test != nil {
			parts = append(parts, "test "+*m.Test)
		}
		if m.Property != nil {
			parts = append(parts, m.Property.Name+" = "+m.Property.Value)
		}
		if m.Header != nil {
			parts = append(parts, "header "+m.Header.Name)
		}
		if len(parts) == 0 {
			parts = []string{"every request"}
		}
	}
	if r.Times != nil {
		parts = append(parts, times(*r.Times))
	}
	if r.Probability != nil {
		parts = append(parts, fmt.Sprintf("%g %% of them", *r.Probability*100))
	}
	return strings.Join(parts, ", ")
}

func times(n int32) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// addRule adds one of the usual rules.
func (p *pages) addRule(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	rule, err := ruleOf(r.PostForm)
	if err == nil {
		err = v.call(http.MethodPost, "/__mock/rules", rule, nil)
	}
	v.done(Prefix+"rules", "The rule was added.", err)
}

// ruleOf reads the form.
func ruleOf(form url.Values) (control.Rule, error) {
	var r control.Rule
	if o := form.Get("operation"); o != "" {
		r.Match = &control.Match{Operations: &[]control.OperationID{control.OperationID(o)}}
	}
	wait := int32(1)
	switch form.Get("does") {
	case "429":
		r.Answer = &control.Answer{Status: http.StatusTooManyRequests, RetryAfter: &wait}
	case "503":
		r.Answer = &control.Answer{Status: http.StatusServiceUnavailable, RetryAfter: &wait}
	case "slow":
		late := int32(3000)
		r.Delay = &control.Delay{Fixed: &late}
	default:
		connection := control.Connection(form.Get("does"))
		r.Connection = &connection
	}
	if form.Get("when") == string(control.WhenAfter) {
		after := control.WhenAfter
		r.When = &after
	}
	n, err := strconv.ParseFloat(form.Get("number"), 64)
	switch {
	case err != nil:
		return r, fmt.Errorf("%q is no number", form.Get("number"))
	case form.Get("unit") == "percent":
		share := n / 100
		r.Probability = &share
	default:
		times := int32(min(max(n, 1), 1e6))
		r.Times = &times
	}
	return r, nil
}

// removeRule removes a rule, or all of them.
func (p *pages) removeRule(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	path := "/__mock/rules"
	if id := r.PostFormValue("id"); id != "" {
		path += "/" + url.PathEscape(id)
	}
	v.done(Prefix+"rules", "Removed.", v.call(http.MethodDelete, path, nil, nil))
}
