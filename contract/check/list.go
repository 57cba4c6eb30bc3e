package check

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract"
)

// pageSize is how many objects a page is asked to have.
const pageSize = 7

// list pages through all objects and looks for each of them.
func (l *scenario) list(ctx context.Context, reader *operation) {
	lists := l.lists(reader)
	if len(lists) == 0 {
		l.unseen("state: nothing lists what %s creates", l.create.op.ID)
		return
	}
	for _, s := range lists {
		l.trace.begin(l.trace.kept()...)
		seen, r := l.pages(ctx, s)
		if r == nil {
			continue
		}
		known := make(map[string]bool)
		for _, id := range l.passing {
			known[id] = true
		}
		for _, id := range l.ids {
			known[id] = true
			if n := seen[id]; n != 1 {
				l.fail(s, r, contract.Violation{Rule: "paging", Target: "/", Found: fmt.Sprintf("%d times", n), Want: "once", Message: fmt.Sprintf("Paging to the end meets the created object %s %d times.", brief(id), n)})
			}
		}
		for _, id := range sorted(seen) {
			if !known[id] && len(l.values) > 0 && strings.Contains(r.Target, l.nonce) {
				l.fail(s, r, contract.Violation{Rule: "paging", Target: "/", Found: brief(id), Want: "only what was created", Message: fmt.Sprintf("The list has the object %s, which nobody created here.", brief(id))})
			}
		}
	}
}

// lists returns the operations that list what the create makes: those at its
// own path or at the one above the object's.
func (l *scenario) lists(reader *operation) []*operation {
	paths := []string{l.create.op.Path}
	if reader != nil {
		paths = append(paths, reader.op.Path[:strings.LastIndexByte(reader.op.Path, '/')])
	}
	var found []*operation
	for _, s := range l.operations {
		if s.op.Method == http.MethodGet && slices.Contains(paths, s.op.Path) {
			if _, ok := l.listed(s); ok {
				found = append(found, s)
			}
		}
	}
	return found
}

// listed returns the property that holds the objects of a page, "" if the page is
// an array itself. It reports whether the objects have ids.
func (l *scenario) listed(s *operation) (string, bool) {
	name, items := page(s)
	return name, items != nil && slices.ContainsFunc(append(idNames, l.idName), func(name string) bool { return items.Properties[name] != nil })
}

// page returns the property that holds the items of a page, "" if the page is an
// array itself, and the schema of the items, nil if it is no page.
func page(s *operation) (string, *openapi3.Schema) {
	answer := flat(s.answer(), 0)
	if answer == nil {
		return "", nil
	}
	if typeOf(answer) == openapi3.TypeArray {
		return "", flat(schemaOf(answer.Items), 0)
	}
	name, found := "", (*openapi3.Schema)(nil)
	for _, property := range sorted(answer.Properties) {
		list := propertyOf(answer, property)
		if list == nil || typeOf(list) != openapi3.TypeArray {
			continue
		}
		items := flat(schemaOf(list.Items), 0)
		if items != nil && typeOf(items) == openapi3.TypeObject {
			return property, items
		}
		if found == nil {
			name, found = property, items
		}
	}
	return name, found
}

// pages follows the next links of a list and counts each id. The result is the
// last page, nil if there was none.
func (l *scenario) pages(ctx context.Context, s *operation) (map[string]int, *result) {
	seen := make(map[string]int)
	p := l.base(s, "state", "list the first page")
	p.path = l.path(s, l.values)
	size := sizeParameter(s)
	if size != "" {
		p.query = l.query(s, url.Values{size: {strconv.Itoa(pageSize)}})
	} else {
		l.unseen("state: %s has no parameter for the size of a page", s.op.ID)
	}
	visited := make(map[string]bool)
	for ctx.Err() == nil {
		visited[p.target()] = true
		r := l.do(ctx, p)
		if !r.ok() {
			if r != nil {
				l.fail(s, r, contract.Violation{Rule: "paging", Target: "status", Found: strconv.Itoa(r.Status), Want: "a page", Message: fmt.Sprintf("A page of the list is answered with %d.", r.Status)})
			}
			return seen, nil
		}
		items := itemsOf(s, r)
		for _, item := range items {
			if id, _, ok := idOf(item, l.idName); ok {
				seen[id]++
			}
		}
		path, query, more := l.nextPage(s, p, r)
		if !more {
			if len(visited) == 1 && len(items) >= pageSize && !leadsOn(s) {
				l.unseen("state: %s does not say where its next page is, so only its first page was read", s.op.ID)
				return nil, nil
			}
			return seen, r
		}
		next := *p
		next.note, next.path, next.query = "follow the link to the next page", path, query
		if visited[next.target()] || len(visited) > 10_000 {
			l.fail(s, r, contract.Violation{Rule: "paging", Target: "/", Found: brief(next.target()), Want: "a page that was not met before", Message: "The links to the next page lead in a circle."})
			return seen, r
		}
		p = &next
	}
	return seen, nil
}

// sizeParameter returns the query parameter that bounds a page.
func sizeParameter(s *operation) string {
	for _, p := range s.parameters {
		if p.In != "query" || p.schema == nil || typeOf(p.schema) != "integer" {
			continue
		}
		switch strings.ToLower(strings.NewReplacer("$", "", "_", "", "-", "").Replace(p.Name)) {
		case "top", "limit", "perpage", "pagesize", "size", "count", "first", "maxresults", "maxitems":
			return p.Name
		}
	}
	return ""
}

// itemsOf returns the items of a page.
func itemsOf(s *operation, r *result) []any {
	name, shape := page(s)
	value := r.value()
	if name != "" {
		value = get(value, []step{name})
	}
	items, _ := value.([]any)
	if shape == nil {
		return nil
	}
	return items
}

// leadsOn reports whether the document says that a page names the next one: in a
// property, as a cursor or in the header Link.
func leadsOn(s *operation) bool {
	if page := flat(s.answer(), 0); page != nil && slices.ContainsFunc(sorted(page.Properties), isNext) {
		return true
	}
	return slices.ContainsFunc(s.parameters, func(p *parameter) bool { return p.In == "query" && isCursor(p) }) || s.op.Declares("response", "Link")
}

func isNext(name string) bool { return strings.Contains(strings.ToLower(name), "next") }

var linkNext = regexp.MustCompile(`<([^>]*)>[^,]*rel="?next`)

// nextPage returns where the next page is: in a Link header (RFC 8288), in a
// property whose name has "next" in it, or behind a cursor.
func (l *scenario) nextPage(s *operation, p *testCase, r *result) (path, query string, ok bool) {
	if found := linkNext.FindStringSubmatch(r.ResponseHeader.Get("Link")); found != nil {
		return l.client.local(p.path, found[1]) // a script cannot read it
	}
	page, _ := r.value().(map[string]any)
	for _, name := range sorted(page) {
		text, isText := page[name].(string)
		if !isText || text == "" || !isNext(name) {
			continue
		}
		if strings.ContainsAny(text, "/?") {
			if path, query, ok = l.client.local(p.path, text); !ok {
				l.fail(s, r, contract.Violation{Rule: "paging", Target: "/" + name, Found: brief(text), Want: "the address of the next page", Message: "The link to the next page leads out of this API."})
			}
			if u, err := url.Parse(text); err == nil && u.Host != "" && u.Host != l.client.base.Host {
				l.fail(s, r, contract.Violation{Rule: "paging", Target: "/" + name, Found: brief(u.Host), Want: otherHost, Message: "The link to the next page leads to another host; its path was followed here."})
			}
			l.leads(r, path, query, text, "/"+name)
			return path, query, ok
		}
		for _, param := range s.parameters {
			if param.In == "query" && isCursor(param) {
				values, _ := url.ParseQuery(p.query)
				values.Set(param.Name, text)
				return p.path, values.Encode(), true
			}
		}
	}
	return "", "", false
}
