package check_test

import (
	"net/http"
	"slices"
	"testing"

	"profilestatus.example/contract/check"
	"profilestatus.example/contract/report"
)

// TestDeletedIsGone finds what stays in a list, or is answered, after the path
// that it was created at was deleted.
func TestDeletedIsGone(t *testing.T) {
	const document = `  /rooms/{room}/beds:
    parameters: [{name: room, in: path, required: true, schema: {type: string}}]
    post:
      operationId: add
      requestBody: {required: true, content: {application/json: {schema: {type: object, additionalProperties: false, required: [of], properties: {of: {type: string, enum: [oak, pine]}}}}}}
      responses: {'201': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Bed'}}}}, '400': {description: d}}
    get: {operationId: beds, responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Bed'}}}}}}}
    delete: {operationId: clear, responses: {'204': {description: d}}}
components: {schemas: {Bed: {type: object, properties: {id: {type: integer}, of: {type: string}}}}}
`
	tests := []struct {
		name   string
		lose   bool // the list is empty, whatever was added
		clear  bool // DELETE deletes
		rule   string
		reason string
	}{
		{"right", false, true, "", "nothing is wrong"},
		{"forgets to delete", false, false, "deleted", "what was deleted is in the list"},
		{"loses", true, true, "paging", "what was created is not in the list"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newBeds(t, inDocument(document), tt.lose, tt.clear)
			r := run(t, check.Config{Base: "http://beds.test", Document: inDocument(document), Seed: 1, Cases: -1, Only: []string{"examples", "state"}, Transport: direct{h}})
			found := slices.ContainsFunc(r.Findings, func(f report.Finding) bool {
				return f.Operation == "beds" && f.Violation.Rule == tt.rule && f.Level == report.Warning
			})
			if found != (tt.rule != "") || !found && len(r.Findings) > 0 || len(r.Findings) > 1 {
				t.Errorf("%s was found: %v\n%s\nreason: %s", tt.rule, found, explain(r), tt.reason)
			}
		})
	}
}

// newBeds keeps beds by their rooms.
func newBeds(t *testing.T, document []byte, lose, clear bool) http.Handler {
	t.Helper()
	s := newShopOf(t, document, nil)
	s.fault = func(a *sale) {
		if a.stage != "answer" {
			return
		}
		beds := s.lists[a.URL.Path]
		switch {
		case a.operation == "add":
			s.last++
			bed := map[string]any{"id": s.last, "of": a.sent["of"]}
			s.lists[a.URL.Path] = append(beds, bed)
			a.status, a.answer = http.StatusCreated, bed
		case a.operation == "clear":
			if a.status = http.StatusNoContent; clear {
				delete(s.lists, a.URL.Path)
			}
		case lose || beds == nil:
			a.status, a.answer = http.StatusOK, []any{}
		default:
			a.status, a.answer = http.StatusOK, beds
		}
	}
	return s
}
