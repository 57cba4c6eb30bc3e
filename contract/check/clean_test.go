package check_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"profilestatus.example/contract/check"
)

// TestLeftBehind deletes what a run created: where the document has a DELETE for
// it, by a link, the path of the object or that of its create. What stays is said.
func TestLeftBehind(t *testing.T) {
	const removeNote = `    delete:
      operationId: removeNote
      responses: {'204': {description: removed}, '400': {description: wrong}, '404': {description: none}}
`
	const removeOrder = `    delete:
      operationId: removeOrder
      responses: {'204': {description: removed}, '400': {description: wrong}, '404': {description: none}}
`
	const elsewhere = `  /removals/{orderNumber}:
    delete:
      operationId: removeOrder
      parameters: [{name: orderNumber, in: path, required: true, schema: {type: integer, minimum: 1}}]
      responses: {'204': {description: removed}, '400': {description: wrong}, '404': {description: none}}
`
	document := string(shopDocument(t))
	tests := []struct {
		name     string
		document string
		fault    func(*sale)
		want     string // what is said, with a number
		reason   string
	}{
		{"by their paths", document, nil, "", "the document has a DELETE for each"},
		{"without a DELETE", strings.Replace(document, removeNote, "", 1), nil, `^([0-9]+) objects of this run were left behind`, "nothing deletes a note"},
		{"by a link", strings.Replace(strings.Replace(strings.Replace(document, removeOrder, "", 1), "  /notes:\n", elsewhere+"  /notes:\n", 1), "operationRef: '#/paths/~1orders~1{orderNumber}/delete'", "operationId: removeOrder", 1), nil, "", "the DELETE is elsewhere, and a link leads there"},
		{"that is asked to wait", document, sometimesBusy(), "", "it is tried again"},
		{"that fails", document, on("keep", "removeNote", func(a *sale) { a.removes, a.refuse = false, http.StatusForbidden }), `^([0-9]+) objects of this run could not be deleted`, "a permission is missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newShopOf(t, []byte(tt.document), tt.fault)
			var r *check.Report
			synctest.Test(t, func(t *testing.T) { // nobody waits as long as the server says
				r = run(t, check.Config{Base: "http://shop.test", Document: []byte(tt.document), Seed: 1, Cases: -1, Transport: direct{s}})
			})
			said := 0
			for _, n := range append(r.NotSeen, r.NotCovered...) {
				if found := regexp.MustCompile(tt.want).FindStringSubmatch(n.Text); tt.want != "" && found != nil {
					said, _ = strconv.Atoi(found[1])
				} else if strings.Contains(n.Text, "objects of this run") {
					t.Errorf("it is said that %s\nreason: %s", n, tt.reason)
				}
			}
			if said != len(s.kept) || said == 0 && tt.want != "" {
				t.Errorf("%d objects are left, and %d are said\n%s%s\nreason: %s", len(s.kept), said, notes(r.NotSeen), notes(r.NotCovered), tt.reason)
			}
		})
	}
}

// sometimesBusy refuses every 31st DELETE with 429.
func sometimesBusy() func(*sale) {
	var n atomic.Int64
	return on("keep", "removeNote", func(a *sale) {
		if n.Add(1)%31 == 5 {
			a.removes, a.refuse = false, http.StatusTooManyRequests
		}
	})
}
