package check_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"profilestatus.example/contract/check"
)

const adminDocument = `
openapi: 3.0.3
info: {title: t, version: v}
servers: [{url: /v1}]
paths:
  /things:
    get: {operationId: listThings, tags: [things], responses: {'200': {description: d}}}
    post: {operationId: createThing, tags: [things], responses: {'201': {description: d}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: getThing, tags: [things], responses: {'200': {description: d}}}
    delete: {operationId: deleteThing, tags: [things], responses: {'204': {description: d}}}
  /things/all:
    delete: {operationId: deleteAll, responses: {'204': {description: d}}}
  /__admin/shutdown:
    post: {operationId: shutdown, tags: [admin], responses: {'200': {description: d}}}
  /__admin/settings/log:
    post: {tags: [admin], responses: {'200': {description: d}}}
`

// reached checks a server that takes everything and returns what was sent to it.
func reached(t *testing.T, include, exclude []string) ([]string, error) {
	t.Helper()
	var mu sync.Mutex
	var sent []string
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		sent = append(sent, r.Method+" "+r.URL.Path)
	})
	_, err := check.Run(t.Context(), check.Config{Base: "http://select.test", Document: []byte(adminDocument), Seed: 1, Cases: 5, Include: include, Exclude: exclude, Transport: direct{h}})
	return sent, err
}

// TestSelection looks at which operations get requests: whatever a phase is
// for, none goes to what is left out.
func TestSelection(t *testing.T) {
	const shutdown, logLevel, list, create, all = "POST /v1/__admin/shutdown", "POST /v1/__admin/settings/log", "GET /v1/things", "POST /v1/things", "DELETE /v1/things/all"
	tests := []struct {
		name             string
		include, exclude []string
		want, never      []string
		reason           string
	}{
		{"none", nil, nil, []string{shutdown, logLevel, list, create}, nil, "everything is checked where nothing is selected"},
		{"method and path", nil, []string{"POST /__admin/*"}, []string{list, create}, []string{shutdown, logLevel}, "a star takes slashes, too"},
		{"with the server's path", nil, []string{"post /v1/__admin/*"}, []string{list}, []string{shutdown, logLevel}, "reports write paths so"},
		{"operation", nil, []string{"operation=shutdown"}, []string{logLevel, list}, []string{shutdown}, "one operation alone"},
		{"tag", nil, []string{"tag=admin"}, []string{list}, []string{shutdown, logLevel}, "tags are how documents group"},
		{"path", []string{"/things"}, nil, []string{list, create}, []string{shutdown, all}, "a path means all of its methods"},
		{"method", []string{"method=get"}, nil, []string{list}, []string{shutdown, create, all}, "methods in any case, since nobody means another one"},
		{"both", []string{"tag=things"}, []string{"operation=create*"}, []string{list}, []string{shutdown, create}, "what is excluded is never included"},
		{"another template", []string{"/things/{id}"}, nil, nil, []string{all, shutdown, list}, "a value of {id} could be the path of another operation"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sent, err := reached(t, tt.include, tt.exclude)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.want {
				if !slices.Contains(sent, want) {
					t.Errorf("%s was not sent\nreason: %s", want, tt.reason)
				}
			}
			for _, never := range tt.never {
				if slices.Contains(sent, never) {
					t.Errorf("%s was sent\nreason: %s", never, tt.reason)
				}
			}
		})
	}
}

// TestSelectionRefuses sends nothing where a selector is wrong.
func TestSelectionRefuses(t *testing.T) {
	tests := []struct {
		name             string
		include, exclude []string
		want, reason     string
	}{
		{"near operation", nil, []string{"operation=shutdwon"}, `"operation=shutdwon" names no operation of the document; near are shutdown`, "a slip of the pen must not let a shutdown through"},
		{"near path", nil, []string{"POST /_admin/*"}, "near are POST /__admin/", "the same of a path"},
		{"near tag", []string{"tag=thing"}, nil, "near are things", "the same of a tag"},
		{"no form", nil, []string{"shutdown"}, "want operation=ID", "a bare word could mean anything"},
		{"unknown key", nil, []string{"id=shutdown"}, "want operation=ID", "only four keys are known"},
		{"bad pattern", nil, []string{"operation=[a"}, "cannot be read", "a bracket opens a class"},
		{"nothing left", []string{"tag=admin"}, []string{"/__admin/*"}, "no operation is left", "a run of nothing says nothing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sent, err := reached(t, tt.include, tt.exclude)
			if !errors.Is(err, check.ErrNotRun) || !strings.Contains(err.Error(), tt.want) || len(sent) > 0 {
				t.Errorf("Run() = %v after %d requests, want %q and none\nreason: %s", err, len(sent), tt.want, tt.reason)
			}
		})
	}
}
