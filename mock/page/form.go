package page

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/mock"
)

// A form is that of the body of a create, made from its schema.
type form struct {
	Profile string
	Fields  []field
	Error   string // about no single field
}

// A field is a property of the schema.
type field struct {
	Name, About string
	Required    bool
	Options     []string // of an enumeration
	DateTime    bool
	Value       string
	Error       string
}

// newForm returns the form of the document.
func newForm(m *mock.Mock, profile string) form {
	f := form{Profile: profile}
	operations := m.Contract().Operations()
	i := slices.IndexFunc(operations, func(o *contract.Operation) bool { return o.ID == "createProfileStatus" })
	schema := operations[i].Source().RequestBody.Value.Content.Get("application/json").Schema.Value
	for name, ref := range schema.Properties {
		if strings.HasPrefix(name, "@") { // the service knows it
			continue
		}
		p := ref.Value
		added := field{Name: name, About: p.Description, Required: slices.Contains(schema.Required, name), DateTime: p.Format == "date-time"}
		for _, option := range p.Enum {
			if text, ok := option.(string); ok {
				added.Options = append(added.Options, text)
			}
		}
		f.Fields = append(f.Fields, added)
	}
	slices.SortStableFunc(f.Fields, func(a, b field) int { return strings.Compare(a.Name, b.Name) })
	return f
}

// options returns those of a field.
func (f form) options(name string) []string {
	for _, field := range f.Fields {
		if field.Name == name {
			return field.Options
		}
	}
	return nil
}

// fill takes over what was entered, and returns it as a body. What is empty is
// left out.
func (f *form) fill(entered url.Values) []byte {
	body := make(map[string]string)
	for i := range f.Fields {
		field := &f.Fields[i]
		if field.Value = entered.Get(field.Name); field.Value != "" {
			body[field.Name] = field.Value
		}
	}
	data, _ := json.Marshal(body) // strings only
	return data
}

// refuse puts what was refused at its field.
func (f *form) refuse(r *refusal) {
	if r.Details == nil {
		f.Error = r.Message
		return
	}
	for _, d := range *r.Details {
		i := slices.IndexFunc(f.Fields, func(field field) bool { return d.Target == "/"+field.Name })
		if i < 0 {
			f.Error = strings.TrimSpace(f.Error + " " + d.Target + ": " + d.Message)
			continue
		}
		f.Fields[i].Error = d.Message
	}
}
