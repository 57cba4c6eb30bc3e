package report

import (
	"slices"
	"strings"
)

// A Rule is something that can be found broken.
type Rule struct {
	Name, Meaning string
	// Schemathesis is the name of the check that finds the same, "" for none.
	Schemathesis string
}

// Rules returns the rules beyond the keywords of JSON Schema, such as enum,
// which are rules by their own names.
func Rules() []Rule { return slices.Clone(rules) }

var rules = []Rule{
	{"accepted", "a request that breaks the contract got a success; what it breaks is named too", "negative_data_rejection"},
	{"refused", "a request that keeps the contract got none, and no state explains it", "positive_data_acceptance"},
	{"serverError", "a status of the 500s but 503", "not_a_server_error"},
	{"status", "a status that the operation does not document", "status_code_conformance"},
	{"mediaType", "a body of another media type than documented, or of none", "content_type_conformance"},
	{"encoding", "a body that is not compressed as its header says", ""},
	{"body", "a body where the document has none", ""},
	{"json", "a body that is not exactly one JSON value", "response_schema_conformance"},
	{"utf8", "a body that is not UTF-8", ""},
	{"form", "a body that is not the form that its media type says", "response_schema_conformance"},
	{"duplicate", "a name given twice in one object", ""},
	{"depth", "a body nested too deep", ""},
	{"parameter", "a parameter given twice or not known (in requests)", ""},
	{"path", "a path that the document does not have (in requests)", ""},
	{"notJudged", "nothing yet: to compare a body with its schema would take too long", ""},
	{"unknownProperty", "a property that the schema leaves room for and does not name", ""},
	{"auth", "another status than 401 without good credentials", "ignored_auth"},
	{"wwwAuthenticate", "a 401 without WWW-Authenticate", ""},
	{"retryAfter", "a 429 or 503 without Retry-After", ""},
	{"method", "another status than 405 for a method that the path does not offer, or 405 for one that it does", "unsupported_method"},
	{"allow", "a 405 without Allow, or whose Allow lacks a method that the path offers or has the refused one; an answer to OPTIONS whose Allow lacks one", "allow_header_conformance"},
	{"link", "a documented link that leads to nothing", "ensure_resource_availability"},
	{"location", "a Location that does not lead to the created object", "ensure_resource_availability"},
	{"echo", "a create that answers another value than it was sent", ""},
	{"clientId", "a create that does not keep the client's id", ""},
	{"readBack", "an object that is read otherwise than it was created or changed", "ensure_resource_availability"},
	{"conflict", "an id that could be created twice, or a refusal of it with another status than 409", ""},
	{"uniqueId", "an id that the server gave to two objects", ""},
	{"paging", "a list that loses, repeats or makes up objects on the way to its end", ""},
	{"pageSize", "a page with more objects than asked for", ""},
	{"unselected", "a property that could be selected by `$select` and was not, see `x-odata-select`", ""},
	{"isolation", "an object that is read under another parent than the one that it was created under", ""},
	{"deleted", "an object that can be read after it was deleted", "use_after_free"},
	{"latency", "an answer that took longer than --max-latency", "max_response_time"},
	{"noAnswer", "no answer, or not a whole one, also at a second try", ""},
}

// Keywords returns the keywords of a schema, and what the document says of
// requests beyond them, that are rules by their own names.
func Keywords() []string { return slices.Clone(keywords) }

var keywords = []string{
	"type", "enum", "format", "pattern", "nullable", "required", "properties", "additionalProperties", "minProperties", "maxProperties",
	"minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
	"items", "minItems", "maxItems", "uniqueItems", "allOf", "anyOf", "oneOf", "not", "discriminator", "readOnly", "writeOnly", "schema", "authorization",
}

// ruleNotValidated is the rule of notes in SARIF.
const ruleNotValidated = "notValidated"

// help says in one sentence what breaks a rule.
func help(name string) string {
	switch i := slices.IndexFunc(rules, func(r Rule) bool { return r.Name == name }); {
	case i >= 0:
		return strings.ToUpper(rules[i].Meaning[:1]) + rules[i].Meaning[1:] + "."
	case name == ruleNotValidated:
		return "What was not validated or not tried, so that it is not known whether it keeps the contract."
	case name == "authorization":
		return "A request without the credentials that the document asks for."
	case slices.Contains(keywords, name):
		return "A value that breaks the keyword " + name + " of its description in the document."
	}
	return "The message says what is wrong."
}
