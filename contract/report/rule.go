package report

import (
	"slices"
	"strings"
)

// A Rule is a rule that a finding can violate.
type Rule struct {
	Name, Meaning string
	// Schemathesis is the name of its check that finds the same, "" for none.
	Schemathesis string
}

// Rules returns the rules beyond the keywords of JSON Schema, such as enum,
// which are rules by their own names.
func Rules() []Rule { return slices.Clone(rules) }

var rules = []Rule{
	{"accepted", "an invalid request got a success; the violated rules are listed, too", "negative_data_rejection"},
	{"refused", "a valid request was refused, and no state of the server explains it", "positive_data_acceptance"},
	{"serverError", "a 5xx other than 503", "not_a_server_error"},
	{"status", "a status that the operation does not document", "status_code_conformance"},
	{"mediaType", "a body with an undocumented media type, or without Content-Type", "content_type_conformance"},
	{"encoding", "a body that is not compressed as its header says", ""},
	{"body", "a body where the document has none", ""},
	{"json", "a body that is not exactly one JSON value", "response_schema_conformance"},
	{"utf8", "a body that is not UTF-8", ""},
	{"form", "a body that is not a form of its media type", "response_schema_conformance"},
	{"duplicate", "a duplicate name in an object", ""},
	{"depth", "a body with too many levels of nesting", ""},
	{"parameter", "a repeated or unknown parameter (in requests)", ""},
	{"path", "a path that the document does not have (in requests)", ""},
	{"notJudged", "none for certain: validating the body would take too long", ""},
	{"unknownProperty", "a property that the schema allows but does not describe", ""},
	{"auth", "a status other than 401 without valid credentials", "ignored_auth"},
	{"wwwAuthenticate", "a 401 without WWW-Authenticate", ""},
	{"retryAfter", "a 429 or 503 without Retry-After", ""},
	{"method", "a status other than 405 for a method that the path does not support, or 405 for one that it does", "unsupported_method"},
	{"allow", "a 405 without Allow, or whose Allow lacks a method of the path or has the refused one; a response to OPTIONS whose Allow lacks a method", "allow_header_conformance"},
	{"link", "a documented link that leads to nothing", "ensure_resource_availability"},
	{"location", "a Location that does not lead to the created object", "ensure_resource_availability"},
	{"echo", "a create whose response has another value than the request", ""},
	{"clientId", "a create that does not use the client's id", ""},
	{"readBack", "an object that differs, when it is read, from what was created or changed", "ensure_resource_availability"},
	{"conflict", "a create that accepts an existing id, or refuses it with a status other than 409", ""},
	{"uniqueId", "an id that the server assigned to two objects", ""},
	{"paging", "a list whose pages miss, repeat or invent objects", ""},
	{"pageSize", "a page with more objects than requested", ""},
	{"unselected", "a property that `$select` could have selected but did not, see `x-odata-select`", ""},
	{"isolation", "an object that can be read under another parent than the one that it was created under", ""},
	{"deleted", "an object that can be read after it was deleted", "use_after_free"},
	{"latency", "a response that took longer than --max-latency", "max_response_time"},
	{"noAnswer", "no response, or an incomplete one, also after a retry", ""},
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

// help describes a violation of a rule in one sentence.
func help(name string) string {
	switch i := slices.IndexFunc(rules, func(r Rule) bool { return r.Name == name }); {
	case i >= 0:
		return strings.ToUpper(rules[i].Meaning[:1]) + rules[i].Meaning[1:] + "."
	case name == ruleNotValidated:
		return "Something was not validated or not tried, so it is not known whether it keeps the contract."
	case name == "authorization":
		return "A request without the credentials that the document requires."
	case slices.Contains(keywords, name):
		return "A value that violates the keyword " + name + " of its schema."
	}
	return "The message says what is wrong."
}
