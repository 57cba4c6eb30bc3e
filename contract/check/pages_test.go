package check

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestPages follows the pages of a list, however the next one is named.
func TestPages(t *testing.T) {
	const (
		array  = "type: array, items: {type: object, properties: {id: {type: string}}}"
		things = "type: object, properties: {things: {" + array + "}, total: {type: integer}}"
		next   = "type: object, properties: {things: {" + array + "}, next: {type: string}}"
		limit  = "{name: limit, in: query, schema: {type: integer}}, "
		cursor = "{name: cursor, in: query, schema: {type: string}}, "
	)
	page := func(more string, ids ...string) reply { return reply{200, nil, thingsOf(more, ids...)} }
	linked := func(link string) reply { return reply{200, http.Header{"Link": {link}}, `[{"id":"a"}]`} }
	seven := []string{"a", "b", "c", "d", "e", "f", "g"}
	tests := []struct {
		name, parameters, schema string
		answers                  []reply
		seen                     string // ids with how often; "no page" if the last page is none
		asked                    string
		broken, said, reason     string
	}{
		{"one", limit, array, []reply{{200, nil, `[{"id":"a"},{"id":"b"},{"id":"a"}]`}}, "a2 b1", "limit=7", "", "", "the page is the list"},
		{"no size", "", array, []reply{{200, nil, `[{"id":"a"}]`}}, "a1", "", "", "things has no parameter for the size of a page", "it is as long as the server wants"},
		{"without ids", limit, array, []reply{{200, nil, `[{"of":"a"}, 1]`}}, "", "limit=7", "", "", "nothing to count"},
		{"cursor", limit + cursor, next, []reply{page(`"next":"c 1"`, "a"), page(`"next":""`, "b")}, "a1 b1", "limit=7 cursor=c+1&limit=7", "", "", "the text goes into the parameter"},
		{"no cursor", limit, next, []reply{page(`"next":"c1"`, "a")}, "a1", "limit=7", "", "", "there is no parameter for the text"},
		{"number", limit + cursor, next, []reply{page(`"next":2`, "a")}, "a1", "limit=7", "", "", "only a text is followed"},
		{"path", limit, next, []reply{page(`"next":"/v1/things?page=2"`, "a"), page(`"next":"?page=3"`, "b"), page("", "c")}, "a1 b1 c1", "limit=7 page=2 page=3", "", "", "a path, or a query alone"},
		{"header", limit, array, []reply{linked(`</v1/things?page=0>; rel="prev", </v1/things?page=2>; rel="next"`), linked(`</v1/things?page=1>; rel="prev"`)}, "a2", "limit=7 page=2", "", "", "only next is followed"},
		{"header without quotes", limit, array, []reply{linked(`</v1/things?page=2>; rel=next`), linked("")}, "a2", "limit=7 page=2", "", "", "a token will do"},
		{"other host", limit, next, []reply{page(`"next":"http://other.test/v1/things?page=2"`, "a"), page("", "b")}, "a1 b1", "limit=7 page=2", "leads to another host", "", "behind a gateway that happens"},
		{"this host", limit, next, []reply{page(`"next":"http://replies.test/v1/things?page=2"`, "a"), page("", "b")}, "a1 b1", "limit=7 page=2", "", "", "as it should be"},
		{"out", limit, next, []reply{page(`"next":"/v2/things?page=2"`, "a")}, "a1", "limit=7", "leads out of this API", "", "another API"},
		{"circle", limit, next, []reply{page(`"next":"/v1/things?page=2"`, "a"), page(`"next":"/v1/things?limit=7"`, "b")}, "a1 b1", "limit=7 page=2", "lead in a circle", "", "it would never end"},
		{"fails", limit, next, []reply{page(`"next":"/v1/things?page=2"`, "a"), {status: 500}}, "no page", "limit=7 page=2", "A page of the list is answered with 500", "", "the rest is not known"},
		{"closes", limit, next, []reply{page(`"next":"/v1/things?page=2"`, "a"), {}}, "no page", "limit=7 page=2 page=2", "", "", "that is said by itself"},
		{"full and silent", limit, things, []reply{page("", seven...)}, "no page", "limit=7", "", "does not say where its next page is", "there may be more"},
		{"not full", limit, things, []reply{page("", seven[:6]...)}, "a1 b1 c1 d1 e1 f1", "limit=7", "", "", "there is no more"},
		{"full and the last", limit, next, []reply{page("", seven...)}, "a1 b1 c1 d1 e1 f1 g1", "limit=7", "", "", "it would say so"},
		{"full, with a cursor", limit + cursor, things, []reply{page("", seven...)}, "a1 b1 c1 d1 e1 f1 g1", "limit=7", "", "", "the document knows of next pages"},
		{"second full and silent", limit, next, []reply{page(`"next":"/v1/things?page=2"`, "x"), page("", seven...)}, "a1 b1 c1 d1 e1 f1 g1 x1", "limit=7 page=2", "", "", "it was led to by the first"},
	}
	for _, tt := range tests {
		var asked []string
		k := started(t, "  /things: {get: {operationId: things, parameters: ["+tt.parameters+"], responses: {'200': {description: d, content: {application/json: {schema: {"+tt.schema+"}}}}}}}\n",
			Config{Transport: replies(func(r *http.Request) reply {
				asked = append(asked, r.URL.RawQuery)
				return tt.answers[min(len(asked), len(tt.answers))-1]
			})})
		l := k.scenario(k.operations[0])
		seen, r := l.pages(t.Context(), k.operations[0])
		got := "no page"
		if r != nil {
			got = counted(seen)
		}
		broken := k.found("paging")
		if got != tt.seen || !strings.Contains(broken, tt.broken) || tt.broken == "" && broken != "" {
			t.Errorf("%s: seen %q, want %q; broken %q, want %q\nreason: %s", tt.name, got, tt.seen, broken, tt.broken, tt.reason)
		}
		if queries := strings.Join(asked, " "); queries != tt.asked || !strings.Contains(k.said(), tt.said) || tt.said == "" && k.said() != "" {
			t.Errorf("%s: asked %q, want %q; said %q, want %q\nreason: %s", tt.name, queries, tt.asked, k.said(), tt.said, tt.reason)
		}
	}
}

// thingsOf writes a page of things.
func thingsOf(more string, ids ...string) string {
	items := make([]string, 0, len(ids))
	for _, id := range ids {
		items = append(items, fmt.Sprintf(`{"id":%q}`, id))
	}
	if more != "" {
		more = "," + more
	}
	return `{"things":[` + strings.Join(items, ",") + `]` + more + `}`
}

// counted writes how often each id was met.
func counted(seen map[string]int) string {
	var all []string
	for _, id := range sorted(seen) {
		all = append(all, fmt.Sprint(id, seen[id]))
	}
	return strings.Join(all, " ")
}

// TestListed: what is said of the objects that lists should have.
func TestListed(t *testing.T) {
	const paths = `  /rooms/{room}/beds:
    parameters: [{name: room, in: path, required: true, schema: {type: string}}]
    post: {operationId: add, requestBody: {required: true, content: {application/json: {schema: {type: object}}}}, responses: {'201': {description: d}}}
    get: {operationId: beds, parameters: [{name: limit, in: query, schema: {type: integer}}], responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {type: object, properties: {id: {type: string}}}}}}}}}
  /open:
    post: {operationId: open, requestBody: {required: true, content: {application/json: {schema: {type: object}}}}, responses: {'201': {description: d}}}
  /all: {get: {operationId: all, parameters: [{name: limit, in: query, schema: {type: integer}}], responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {type: object, properties: {id: {type: string}}}}}}}}}}
  /all/{id}: {get: {operationId: one, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {description: d}}}}
`
	tests := []struct {
		name, create, reader string
		answer               string // ids; "-" is a failure
		broken, said, reason string
	}{
		{"right", "add", "", "a b", "", "", "each once"},
		{"right, with a passing one", "add", "", "a b p", "", "", "what a link may have deleted may still be there"},
		{"lost", "add", "", "a", `object "b" 0 times`, "", "b was created"},
		{"twice", "add", "", "a b a", `object "a" 2 times`, "", "a is one object"},
		{"stranger", "add", "", "a b x", `object "x", which nobody created`, "", "the room is of this run alone"},
		{"fails", "add", "", "-", "answered with 500", "", "nothing is known of what is in it"},
		{"shared", "open", "one", "a b x", "", "", "others put things there, too"},
		{"shared, lost", "open", "one", "x", `object "a" 0 times`, "", "what is above the object lists it"},
		{"nowhere", "open", "", "", "", "nothing lists what open creates", "no path leads there"},
	}
	for _, tt := range tests {
		k := started(t, paths, Config{Transport: replies(func(*http.Request) reply {
			if tt.answer == "-" {
				return reply{status: 500}
			}
			body := thingsOf("", strings.Fields(tt.answer)...)
			return reply{200, nil, body[len(`{"things":`) : len(body)-1]}
		})})
		l := k.scenario(k.named(t, tt.create))
		l.ids, l.passing = []string{"a", "b"}, []string{"p"}
		var reader *operation
		if tt.reader != "" {
			reader = k.named(t, tt.reader)
		}
		l.list(t.Context(), reader)
		broken := k.found("paging")
		if !strings.Contains(broken, tt.broken) || tt.broken == "" && broken != "" || strings.Count(broken, "\n") > 1 || !strings.Contains(k.said(), tt.said) || tt.said == "" && k.said() != "" {
			t.Errorf("%s: broken %q, want %q; said %q, want %q\nreason: %s", tt.name, broken, tt.broken, k.said(), tt.said, tt.reason)
		}
	}
}

// TestPageShape: which part of an answer has the objects of a page.
func TestPageShape(t *testing.T) {
	tests := []struct{ schema, name, items, reason string }{
		{"type: string", "", "", "no page"},
		{"type: object, properties: {a: {type: string}}", "", "", "no array in it"},
		{"type: array, items: {type: object}", "", "object", "the array itself"},
		{"type: array, items: {type: string}", "", "string", "even one of texts"},
		{"type: object, properties: {a: {type: array, items: {type: string}}, b: {type: array, items: {type: object}}}", "b", "object", "objects rather than texts"},
		{"type: object, properties: {a: {type: array, items: {type: object}}, b: {type: array, items: {type: object}}}", "a", "object", "the first of two"},
		{"type: object, properties: {a: {type: array, items: {type: string}}, b: {type: array, items: {type: integer}}}", "a", "string", "the first of two"},
		{"type: object, properties: {a: {type: object}, b: {type: array, items: {type: object}}}", "b", "object", "an object is no list"},
	}
	for _, tt := range tests {
		k := started(t, "  /a: {get: {operationId: a, responses: {'200': {description: d, content: {application/json: {schema: {"+tt.schema+"}}}}}}}\n", Config{Transport: replies(nil)})
		name, items := page(k.operations[0])
		got := ""
		if items != nil {
			got = typeOf(items)
		}
		if name != tt.name || got != tt.items {
			t.Errorf("%s: %q of %q, want %q of %q\nreason: %s", tt.schema, name, got, tt.name, tt.items, tt.reason)
		}
	}
}

// TestSizeParameter: which parameter bounds a page.
func TestSizeParameter(t *testing.T) {
	tests := []struct{ name, in, kind, want, reason string }{
		{"$top", "query", "integer", "$top", "OData"},
		{"page_size", "query", "integer", "page_size", "whatever separates words"},
		{"per-page", "query", "integer", "per-page", "likewise"},
		{"maxResults", "query", "integer", "maxResults", "in any letters"},
		{"limit", "query", "string", "", "no number"},
		{"limit", "header", "integer", "", "no parameter of the query"},
		{"offset", "query", "integer", "", "where a page begins"},
	}
	for _, tt := range tests {
		k := started(t, fmt.Sprintf("  /a: {get: {operationId: a, parameters: [{name: other, in: query, schema: {type: integer}}, {name: %s, in: %s, schema: {type: %s}}], responses: {'200': {description: d}}}}\n", tt.name, tt.in, tt.kind), Config{Transport: replies(nil)})
		if got := sizeParameter(k.operations[0]); got != tt.want {
			t.Errorf("%s in %s, %s: %q, want %q\nreason: %s", tt.name, tt.in, tt.kind, got, tt.want, tt.reason)
		}
	}
}

// TestLeadsOn: where a document says that pages have next ones.
func TestLeadsOn(t *testing.T) {
	const object = "content: {application/json: {schema: {type: object, properties: {%s: {type: string}}}}}"
	tests := []struct {
		parameter, answer string
		want              bool
		reason            string
	}{
		{"limit", fmt.Sprintf(object, "total"), false, "it says nothing"},
		{"limit", fmt.Sprintf(object, "'@odata.nextLink'"), true, "a property"},
		{"cursor", fmt.Sprintf(object, "total"), true, "a parameter"},
		{"limit", "headers: {Link: {schema: {type: string}}}", true, "a header"},
		{"limit", "headers: {X-Total: {schema: {type: string}}}", false, "another header"},
	}
	for _, tt := range tests {
		k := started(t, "  /a: {get: {operationId: a, parameters: [{name: "+tt.parameter+", in: query, schema: {type: string}}], responses: {'200': {description: d, "+tt.answer+"}}}}\n", Config{Transport: replies(nil)})
		if got := leadsOn(k.operations[0]); got != tt.want {
			t.Errorf("%s, %s: %t, want %t\nreason: %s", tt.parameter, tt.answer, got, tt.want, tt.reason)
		}
	}
	k := started(t, "  /a: {get: {operationId: a, responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {type: object, properties: {of: {type: string}}}}}}}}}}\n", quiet)
	l := k.scenario(k.operations[0])
	if _, ok := l.listed(k.operations[0]); ok {
		t.Error("objects without an id are listed")
	}
	l.idName = "of"
	if _, ok := l.listed(k.operations[0]); !ok {
		t.Error("objects whose id is named otherwise are not listed")
	}
	if slices.ContainsFunc([]string{"previous", "total"}, isNext) || !isNext("NextPage") {
		t.Error("next is in the name of the next page, and in that of nothing else")
	}
}
