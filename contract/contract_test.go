package contract_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example"
	"profilestatus.example/contract"
)

const (
	statusPath  = "/beta/education/synchronizationProfiles/p1/profileStatus"
	historyPath = statusPath + "History"
)

func load(t testing.TB) *contract.Contract {
	t.Helper()
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestFind(t *testing.T) {
	tests := []struct {
		name, method, path string
		wantID             string
		wantAllow          []string
		reason             string
	}{{
		name: "create", method: "POST", path: statusPath, wantID: "createProfileStatus",
		reason: "the operation that everything is about",
	}, {
		name: "entry", method: "GET", path: historyPath + "/a", wantID: "getProfileStatusHistoryEntry",
		reason: "a variable takes the last segment",
	}, {
		name: "escaped variable", method: "GET", path: historyPath + "/a%2Fb", wantID: "getProfileStatusHistoryEntry",
		reason: "an escaped slash parts no segments; the pattern of the id refuses it later",
	}, {
		name: "other method", method: "PUT", path: statusPath, wantAllow: []string{"DELETE", "GET", "POST"},
		reason: "405 names what is offered",
	}, {
		name: "head", method: "HEAD", path: historyPath, wantAllow: []string{"GET"},
		reason: "the document offers no HEAD",
	}, {
		name: "lower-case method", method: "post", path: statusPath, wantAllow: []string{"DELETE", "GET", "POST"},
		reason: "methods are case-sensitive (RFC 9110 section 9.1)",
	}, {
		name: "no base path", method: "POST", path: strings.TrimPrefix(statusPath, "/beta"),
		reason: "the document's server is /beta",
	}, {
		name: "trailing slash", method: "POST", path: statusPath + "/",
		reason: "another path",
	}, {
		name: "empty variable", method: "POST", path: strings.Replace(statusPath, "p1", "", 1),
		reason: "a path variable is never empty",
	}, {
		name: "other case", method: "POST", path: strings.ToLower(statusPath),
		reason: "paths are case-sensitive",
	}, {
		name: "too long", method: "GET", path: historyPath + "/a/b",
		reason: "no variable takes two segments",
	}, {
		name: "empty", method: "GET", path: "",
		reason: "no path at all must not panic",
	}}
	c := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			call, err := c.Find(tt.method, tt.path)
			var method *contract.MethodError
			switch {
			case tt.wantID != "":
				if err != nil || call.ID != tt.wantID {
					t.Errorf("Find() = %v, %v, want %s\nreason: %s", call.Operation, err, tt.wantID, tt.reason)
				}
			case tt.wantAllow != nil:
				if !errors.As(err, &method) || !cmp.Equal(method.Allow, tt.wantAllow) {
					t.Errorf("Find() = %v, want a MethodError with %v\nreason: %s", err, tt.wantAllow, tt.reason)
				}
			case !errors.Is(err, contract.ErrNoPath):
				t.Errorf("Find() = %v, want ErrNoPath\nreason: %s", err, tt.reason)
			}
		})
	}
}

func TestLoadRefuses(t *testing.T) {
	tests := []struct{ name, document, want, reason string }{{
		name: "no YAML", document: "\t{", want: "contract: ",
		reason: "the package names itself before the library's text",
	}, {
		name: "OpenAPI 4", document: "openapi: 4.0.0\ninfo: {title: t, version: v}\npaths: {}\n", want: "the document is OpenAPI 4.0.0; want 3.0, 3.1 or Swagger 2.0",
		reason: "nobody knows what it will mean",
	}, {
		name: "Swagger 1.2", document: "swaggerVersion: 1.2\nswagger: '1.2'\napis: []\n", want: "the document is Swagger 1.2; want OpenAPI 3 or Swagger 2.0",
		reason: "nobody writes it any more",
	}, {
		name: "Swagger 1.2 in JSON", document: `{"info": {"swagger": "2.0"}, "swagger": "1.2"}`, want: "the document is Swagger 1.2",
		reason: "only the outermost member counts",
	}, {
		name: "Swagger 1.2 behind a name that is given twice", document: `{"x": 1, "x": 2, "swagger": "1.2"}`, want: "the document is Swagger 1.2",
		reason: "what else is wrong comes later",
	}, {
		name: "Swagger 1.2 behind what is no UTF-8", document: "{\"x\": \"\xff\", \"swagger\": \"1.2\"}", want: "the document is Swagger 1.2",
		reason: "likewise",
	}, {
		name: "cut in a version", document: `{"swagger": "1.2`, want: "failed to unmarshal data",
		reason: "it may go on as another version",
	}, {
		name: "cut in a name", document: `{"swagger`, want: "failed to unmarshal data",
		reason: "likewise",
	}, {
		name: "no JSON", document: `{"a": tru, "swagger": "1.2"}`, want: "the document is Swagger 1.2",
		reason: "but YAML in flow style",
	}, {
		name: "Swagger that is no YAML", document: "swagger: '2.0'\na: [\n", want: "contract: yaml: line 3: ",
		reason: "the line says where to look",
	}, {
		name: "Swagger with a member twice", document: "swagger: '2.0'\ninfo: {title: t, title: u}\n", want: `line 2: mapping key "title" already defined`,
		reason: "nobody knows which one is meant",
	}, {
		name: "Swagger with two bodies", document: "swagger: '2.0'\npaths: {/a: {parameters: [{name: b, in: body, schema: {}}], post: {parameters: [{name: c, in: body, schema: {}}], responses: {}}}}\n", want: "contract: it cannot be converted from Swagger 2.0: multiple body parameters",
		reason: "a request has one",
	}, {
		name: "no version", document: "info: {title: t, version: v}\npaths: {}\n", want: "does not say which version of OpenAPI it is; want a member openapi or swagger",
		reason: "most likely another kind of file",
	}, {
		name: "AsyncAPI", document: "asyncapi: 2.6.0\ninfo: {title: t, version: v}\n", want: "the document is AsyncAPI; want OpenAPI",
		reason: "it looks like OpenAPI",
	}, {
		name: "HTML", document: "\n<!DOCTYPE html><html></html>", want: "the document is HTML or XML; want OpenAPI in YAML or JSON",
		reason: "the page about a document, or of an error, was saved in its place",
	}, {
		name: "nothing", document: " \n", want: "the document is empty",
		reason: "a download that failed",
	}, {
		name: "aliases", document: "openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {}\nx-a: &a [*b]\nx-b: &b [1]\n", want: "contract: ",
		reason: "an alias comes before its anchor",
	}, {
		name: "aliases of aliases", document: aliases(30), want: "its aliases stand for too many values",
		reason: "a short document could stand for one that no memory holds",
	}, {
		name: "aliases of aliases with other names", document: strings.NewReplacer("&a", "&-", "*a", "*-").Replace(aliases(30)), want: "its aliases stand for too many values",
		reason: "an anchor need not begin with a letter",
	}, {
		name: "a list", document: "- openapi\n", want: "contract: ",
		reason: "it has no members",
	}, {
		name: "permissions", document: "openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {/a: {get: {x-permissions: {delegated: 1}, responses: {'200': {description: d}}}}}\n", want: "GET /a: x-permissions: ",
		reason: "without them anybody might be let in",
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := contract.Load([]byte(tt.document))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Load() = %v, want an error with %q\nreason: %s", err, tt.want, tt.reason)
			}
		})
	}
}

// aliases is a document with n levels, each of which stands for the one before
// it twice.
func aliases(n int) string {
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {}\nx-0: &a0 {type: string}\n")
	for i := range n {
		fmt.Fprintf(&b, "x-%d: &a%d {type: object, properties: {l: *a%d, r: *a%d}}\n", i+1, i+1, i, i)
	}
	return b.String()
}
