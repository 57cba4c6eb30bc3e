package gen_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/gen"
)

// A body is a type that bodies are made of.
type body interface {
	BindJSON(value any) error
	AppendJSON(b []byte) []byte
}

// bodies make one of each type that a whole body has; all other types are
// parts of these.
var bodies = []func() body{
	func() body { return new(gen.CreateProfileStatusJSONRequestBody) },
	func() body { return new(gen.EducationSynchronizationProfileStatusCollection) },
	func() body { return new(gen.ODataError) },
}

// TestBodiesReachAllTypes: what is tested for bodies is tested for every type
// that is generated.
func TestBodiesReachAllTypes(t *testing.T) {
	source, err := os.ReadFile("openapi.gen.go")
	if err != nil {
		t.Fatal(err)
	}
	reached := map[string]bool{}
	for _, make := range bodies {
		reach(reflect.TypeOf(make()), reached)
	}
	for _, m := range regexp.MustCompile(`(?m)^func \(t \*(\w+)\) BindJSON`).FindAllStringSubmatch(string(source), -1) {
		if !reached[m[1]] {
			t.Errorf("%s is part of no body of this test; add the body that it is part of", m[1])
		}
	}
}

func reach(t reflect.Type, reached map[string]bool) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		reach(t.Elem(), reached)
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range t.NumField() {
			reach(t.Field(i).Type, reached)
		}
	}
	reached[t.Name()] = true
}

// FuzzAppendJSON: whatever a body holds, AppendJSON writes what encoding/json
// would write, and BindJSON reads it back.
func FuzzAppendJSON(f *testing.F) {
	for i, text := range []string{"", "a", `"\/` + "\x00\x1f\x7f", "<&>\u2028\u2029", "é\U0001f600", "\xff\xc3(", "\xed\xa0\x80"} {
		f.Add(uint64(i), text)
	}
	f.Fuzz(func(t *testing.T, seed uint64, text string) {
		for _, make := range bodies {
			v := make()
			fill(reflect.ValueOf(v).Elem(), rand.New(rand.NewPCG(seed, 0)), text)
			appended := v.AppendJSON([]byte("before"))
			got, ok := bytes.CutPrefix(appended, []byte("before"))
			if !ok || !utf8.Valid(got) {
				t.Fatalf("AppendJSON = %q", appended)
			}
			want, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(decode(t, want), decode(t, got)); diff != "" {
				t.Fatalf("%T (-encoding/json +AppendJSON):\n%s", v, diff)
			}
			if !utf8.ValidString(text) {
				continue
			}
			again := make()
			if err := again.BindJSON(decode(t, got)); err != nil {
				t.Fatalf("BindJSON(%s): %v", got, err)
			}
			if diff := cmp.Diff(v, again); diff != "" {
				t.Fatalf("%T (-written +bound):\n%s", v, diff)
			}
		}
	})
}

func decode(t *testing.T, data []byte) any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%q is not JSON: %v", data, err)
	}
	return v
}

// fill gives everything in v a value that r chooses, strings from text.
func fill(v reflect.Value, r *rand.Rand, text string) {
	switch v.Kind() {
	case reflect.Pointer:
		if r.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), r, text)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(r.Int64N(250e9)-62e9, r.Int64N(1e9)).UTC())) // to the year 9892
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), r, text)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), r.IntN(4), 4))
		for i := range v.Len() {
			fill(v.Index(i), r, text)
		}
	case reflect.Array: // a UUID
		for i := range v.Len() {
			v.Index(i).SetUint(r.Uint64N(256))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		item := reflect.New(v.Type().Elem()).Elem()
		fill(item, r, text)
		v.SetMapIndex(reflect.ValueOf(text), item)
	case reflect.String:
		v.SetString(text[:r.IntN(len(text)+1)])
		if r.IntN(2) > 0 || !utf8.ValidString(v.String()) {
			v.SetString(text)
		}
	case reflect.Bool:
		v.SetBool(r.IntN(2) > 0)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(int32(r.Uint32())))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(r.IntN(1000)) / 8)
	default:
		panic(fmt.Sprint("no value for ", v.Type()))
	}
}

// FuzzBindJSON: what the validator accepts is bound, and means what
// encoding/json takes it for.
func FuzzBindJSON(f *testing.F) {
	f.Add(`{"status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z"}`)
	f.Add(`{"id":"a","@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus","status":"\u0070aused","lastSynchronizationDateTime":"2026-11-23T09:58:12.123456789012+14:00"}`)
	f.Add(`{"status":"unknownFutureValue","lastSynchronizationDateTime":"0001-01-01T00:00:00-00:00","id":"~"}`)
	accept := validator(f)
	f.Fuzz(func(t *testing.T, data string) {
		value, ok := accept(data)
		if !ok {
			return
		}
		var got, want gen.CreateProfileStatusJSONRequestBody
		if err := got.BindJSON(value); err != nil {
			t.Fatalf("BindJSON(%s): %v", data, err)
		}
		if err := json.Unmarshal([]byte(data), &want); err != nil {
			t.Skip(err) // it takes no 1.0 for an integer
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-encoding/json +BindJSON):\n%s", diff)
		}
	})
}

// validator returns the value of a body for a create, if the contract accepts
// it.
func validator(t testing.TB) func(data string) (any, bool) {
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/beta/education/synchronizationProfiles/p/profileStatus", nil)
	r.Header.Set("Content-Type", "application/json")
	call, err := c.Find(r.Method, r.URL.Path)
	if err != nil {
		t.Fatal(err)
	}
	return func(data string) (any, bool) {
		value, found := call.Request(r, []byte(data))
		return value, len(found) == 0
	}
}

func TestVisit(t *testing.T) {
	long := strings.Repeat("x", 1024)
	tests := []struct {
		name    string
		visit   func(http.ResponseWriter) error
		status  int
		header  http.Header
		body    string
		reason  string
		present http.Header
	}{{
		name:    "headers of the middleware",
		visit:   gen.ListProfileStatusHistory200JSONResponse{}.VisitListProfileStatusHistoryResponse,
		present: http.Header{"Cache-Control": {"no-store"}, "Request-Id": {"r"}, "Client-Request-Id": {"c"}},
		status:  200,
		header:  http.Header{"Cache-Control": {"no-store"}, "Request-Id": {"r"}, "Client-Request-Id": {"c"}, "Content-Type": {"application/json"}},
		body:    `{"value":[]}` + "\n",
		reason:  "what the handler leaves empty stays as it was, and no list is null",
	}, {
		name: "own headers",
		visit: gen.CreateProfileStatus429JSONResponse{TooManyRequestsJSONResponse: gen.TooManyRequestsJSONResponse{
			Headers: gen.TooManyRequestsResponseHeaders{RetryAfter: 7, CacheControl: "no-store"},
			Body:    gen.ODataError{Error: gen.MainError{Code: "<&>", Message: "\u2028\"\\\n\xff"}},
		}}.VisitCreateProfileStatusResponse,
		status: 429,
		header: http.Header{"Cache-Control": {"no-store"}, "Retry-After": {"7"}, "Content-Type": {"application/json"}},
		body:   `{"error":{"code":"<&>","innerError":{"client-request-id":"","date":"","request-id":"00000000-0000-0000-0000-000000000000"},"message":"` + "\u2028" + `\"\\\n` + "\ufffd" + `"}}` + "\n",
		reason: "JSON needs no escapes of HTML, and is valid for any string",
	}, {
		name: "long",
		visit: gen.ListProfileStatusHistory200JSONResponse{ProfileStatusCollectionJSONResponse: gen.ProfileStatusCollectionJSONResponse{
			Body: gen.EducationSynchronizationProfileStatusCollection{OdataNextLink: &long},
		}}.VisitListProfileStatusHistoryResponse,
		status: 200,
		header: http.Header{"Content-Length": {"1058"}, "Content-Type": {"application/json"}},
		body:   `{"value":[],"@odata.nextLink":"` + long + `"}` + "\n",
		reason: "otherwise Go would send it in chunks",
	}, {
		name:   "no body",
		visit:  gen.DeleteProfileStatus204Response{}.VisitDeleteProfileStatusResponse,
		status: 204,
		header: http.Header{},
		reason: "there is nothing to have a type",
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			w := httptest.NewRecorder()
			for name, values := range tt.present {
				w.Header()[name] = slices.Clone(values)
			}
			if err := tt.visit(w); err != nil {
				t.Fatal(err)
			}
			if w.Code != tt.status {
				t.Errorf("status = %d, want %d", w.Code, tt.status)
			}
			if diff := cmp.Diff(tt.header, w.Header()); diff != "" {
				t.Errorf("header (-want +got):\n%s\nreason: %s", diff, tt.reason)
			}
			if w.Body.String() != tt.body {
				t.Errorf("body = %q, want %q\nreason: %s", w.Body, tt.body, tt.reason)
			}
		})
	}
}
