package contract

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// Words that the names of properties of errors are made of, in small letters and
// without separators.
var (
	messageNames = []string{"message", "msg", "detail", "description", "reason", "errormessage", "errordescription", "text", "errors"}
	titleNames   = []string{"title", "summary", "error", "statustext", "name"}
	codeNames    = []string{"code", "errorcode", "type", "kind", "key"}
	statusNames  = []string{"status", "statuscode", "httpstatus", "httpcode", "httpstatuscode"}
	placeNames   = []string{"target", "field", "path", "pointer", "location", "property", "param", "parameter", "source", "loc"}
	listNames    = []string{"details", "errors", "violations", "issues", "causes", "invalidparams", "fielderrors"}
)

// plainName returns a name without case and separators.
func plainName(name string) string {
	return strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(name))
}

// says reports whether a property of this name says something about a refusal.
func (m *maker) says(name string) bool {
	name = plainName(name)
	return slices.Contains(messageNames, name) || slices.Contains(titleNames, name) || slices.Contains(statusNames, name) || slices.Contains(codeNames, name) ||
		len(m.Violations) > 0 && (slices.Contains(placeNames, name) || slices.Contains(listNames, name))
}

func isStatus(name string) bool {
	name = plainName(name)
	return slices.Contains(statusNames, name) || slices.Contains(codeNames, name)
}

// isID reports whether a name is that of the id of a request or a trace.
func isID(name string) bool {
	name = plainName(name)
	return strings.Contains(name, "requestid") || strings.Contains(name, "correlation") || strings.Contains(name, "trace")
}

// text returns the first text that says something and is valid.
func (m *maker) text(name string, s *openapi3.Schema) any {
	candidates := m.texts(name, s)
	for _, text := range candidates {
		if text != "" && s.VisitJSON(text) == nil {
			return text
		}
	}
	if s.VisitJSON("") == nil {
		return ""
	}
	return candidates[len(candidates)-1]
}

// texts returns what a text may be, the best first.
func (m *maker) texts(name string, s *openapi3.Schema) []string {
	all := m.formatted(s.Format)
	title := http.StatusText(m.Status)
	switch plain := plainName(name); {
	case isID(name):
		if m.Request != nil {
			all = append(all, m.Request.Get(name))
		}
		all = append(all, m.ID)
	case slices.Contains(messageNames, plain):
		all = append(all, m.message(s))
	case slices.Contains(placeNames, plain) && len(m.Violations) > 0:
		if m.Violations[0].Target == "" && s.VisitJSON("") == nil {
			return []string{""}
		}
		all = append(all, m.Violations[0].Target)
	case slices.Contains(statusNames, plain):
		all = append(all, strconv.Itoa(m.Status))
	case name == "violation":
		all = append(all, m.Message)
	}
	if len(s.Enum) == 0 && isStatus(name) {
		all = append(all, m.codes()...)
	}
	all = append(all, m.member(s)...)
	all = append(all, title)
	for _, example := range []any{s.Example, s.Default} {
		if text, ok := example.(string); ok {
			all = append(all, text)
		}
	}
	if s.Pattern != "" {
		all = append(all, strings.Trim(s.Pattern, "^$")) // it may be one word
	}
	now := m.Time.UTC()
	return append(all, m.ID, now.Format("2006-01-02T15:04:05"), now.Format(time.RFC3339), now.Format(time.DateOnly), now.Format(http.TimeFormat),
		strconv.Itoa(m.Status), "1", "error", m.message(s))
}

// formatted returns a text of a format that errors use, none of others.
func (m *maker) formatted(format string) []string {
	switch format {
	case "uuid":
		return []string{m.ID}
	case "date-time":
		return []string{m.Time.UTC().Format(time.RFC3339)}
	case "date":
		return []string{m.Time.UTC().Format(time.DateOnly)}
	case "uri", "uri-reference":
		return []string{"about:blank"} // RFC 9457 section 4.2.1
	}
	return nil
}

// codes are words for the status, as APIs use them for their errors. Only the
// first is meant for a code that is not one of a list.
func (m *maker) codes() []string {
	if len(m.Violations) == 1 && m.Violations[0].Rule != "" && m.Message == m.Violations[0].Message {
		return []string{m.Violations[0].Rule}
	}
	return []string{strings.ReplaceAll(http.StatusText(m.Status), " ", "")}
}

// member returns the members of an enum, those that say what the status says
// first.
func (m *maker) member(s *openapi3.Schema) []string {
	words := m.codes()
	if m.Status >= 500 {
		words = append(words, "InternalServerError", "ServiceUnavailable", "InternalError", "ServerError", "Unknown")
	} else {
		words = append(words, "ValidationError", "InvalidRequest", "InvalidRequestError", "Invalid")
	}
	var first, others []string
	for _, member := range s.Enum {
		if text, ok := member.(string); ok {
			others = append(others, text)
		}
	}
	for _, word := range words {
		for _, member := range others {
			if plainName(member) == strings.ToLower(word) {
				first = append(first, member)
			}
		}
	}
	return append(first, others...)
}

// message returns the message, as long as it may be.
func (m *maker) message(s *openapi3.Schema) string {
	text := m.Message
	if s.MaxLength != nil && uint64(utf8.RuneCountInString(text)) > *s.MaxLength {
		text = string([]rune(text)[:*s.MaxLength])
	}
	return text
}
