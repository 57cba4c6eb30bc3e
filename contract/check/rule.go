package check

// A Rule is something that a check can find broken.
type Rule struct{ Name, Meaning string }

// Rules returns the rules beyond the keywords of JSON Schema, such as enum,
// which are rules by their own names.
func Rules() []Rule {
	return []Rule{
		{"accepted", "a request that breaks the contract got a success; what it breaks is named too"},
		{"refused", "a request that keeps the contract got none, and no state explains it"},
		{"serverError", "a status of the 500s but 503"},
		{"status", "a status that the operation does not document"},
		{"mediaType", "a body of another media type than documented, or of none"},
		{"encoding", "a body that is not compressed as its header says"},
		{"body", "a body where the document has none"},
		{"json", "a body that is not exactly one JSON value"},
		{"utf8", "a body that is not UTF-8"},
		{"form", "a body that is not the form that its media type says"},
		{"duplicate", "a name given twice in one object"},
		{"depth", "a body nested too deep"},
		{"parameter", "a parameter given twice or not known (in requests)"},
		{"path", "a path that the document does not have (in requests)"},
		{"notJudged", "nothing yet: to compare a body with its schema would take too long"},
		{"unknownProperty", "a property that the schema leaves room for and does not name"},
		{"auth", "another status than 401 without good credentials"},
		{"wwwAuthenticate", "a 401 without WWW-Authenticate"},
		{"retryAfter", "a 429 or 503 without Retry-After"},
		{"method", "another status than 405 for a method that the path does not offer"},
		{"allow", "a 405 whose Allow lacks a method that the path offers, or has the refused one"},
		{"location", "a Location that does not lead to the created object"},
		{"echo", "a create that answers another value than it was sent"},
		{"clientId", "a create that does not keep the client's id"},
		{"readBack", "an object that is read otherwise than it was created"},
		{"conflict", "an id that could be created twice, or a refusal of it with another status than 409"},
		{"uniqueId", "an id that the server gave to two objects"},
		{"paging", "a list that loses, repeats or makes up objects on the way to its end"},
		{"pageSize", "a page with more objects than asked for"},
		{"isolation", "an object that is read under another parent than the one that it was created under"},
		{"deleted", "an object that can be read after it was deleted"},
		{"latency", "an answer that took longer than --max-latency"},
		{"noAnswer", "no answer, or not a whole one, also at a second try"},
	}
}
