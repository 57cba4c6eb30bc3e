package server_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"profilestatus.example/server"
)

// TestCost holds what the costliest bodies within the limit may take. Memory
// stands for time, which a busy machine does not let a test measure.
func TestCost(t *testing.T) {
	const (
		size       = server.DefaultMaxBodyBytes - 100
		mostMemory = allowance << 20 // bytes
		mostAnswer = 4 << 10         // bytes
	)
	names := new(strings.Builder)
	for i := range size / 8 {
		fmt.Fprintf(names, `"%04x":1,`, i)
	}
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	if _, err := z.Write(make([]byte, 16<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	repeat := func(begin, each, end string) string {
		return begin + strings.Repeat(each, (size-len(begin)-len(end))/len(each)) + end
	}
	tests := []struct{ name, body, encoding, reason string }{
		{"numbers", repeat("[", "1,", "1]"), "", "two bytes become a number of sixteen and a place in an array"},
		{"arrays", repeat("[", "[],", "[]]"), "", "an empty array has three words"},
		{"objects", repeat("[", "{},", "{}]"), "", "an empty object is a map"},
		{"objects with a member", repeat("[", `{"":1},`, "{}]"), "", "a map with room for eight"},
		{"unknown property", repeat(`{"x":[`, "1,", "1]}"), "", "what is not known is read before it is refused"},
		{"wrong type", repeat(`{"status":[`, "[],", "[]]}"), "", "the value is shown in the message, shortened"},
		{"names", "{" + names.String() + `"z":1}`, "", "each name is a violation, of which twenty are answered"},
		{"names, not too many", "{" + strings.Repeat(`"property-1":1,`, 2700) + `"z":1}`, "", "as many values as are read, each repetition a violation"},
		{"objects, not too many", `{"status":[` + strings.Repeat("{},", 1360) + `1]}`, "", "as many maps as are read"},
		{"one name", repeat("{", `"a":1,`, `"a":1}`), "", "each repetition is a violation"},
		{"few values, long", `{"status":"` + strings.Repeat("€", size/3-10) + `"}`, "", "a long text is shortened in the message"},
		{"escapes", repeat(`{"status":"`, `\u00e9`, `"}`), "", "a text that has to be decoded"},
		{"number", repeat(`{"id":1`, "0", "}"), "", "a number that no type holds"},
		{"deep", strings.Repeat("[", size), "", "nesting ends at a depth, not at the end of the body"},
		{"gzip bomb", bomb.String(), "gzip", "decompression ends at the limit"},
	}
	srv, err := server.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			least := uint64(1 << 40)
			for range 4 { // pools are filled by the first ones
				r := httptest.NewRequest("POST", "/beta/education/synchronizationProfiles/p/profileStatus", strings.NewReader(tt.body))
				r.Header.Set("Authorization", "Bearer any")
				r.Header.Set("Content-Type", "application/json")
				if tt.encoding != "" {
					r.Header.Set("Content-Encoding", tt.encoding)
				}
				w := httptest.NewRecorder()
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				srv.ServeHTTP(w, r)
				runtime.ReadMemStats(&after)
				least = min(least, after.TotalAlloc-before.TotalAlloc)
				if w.Code != 400 && w.Code != 413 {
					t.Fatalf("status %d, want 400 or 413, reason: %s", w.Code, tt.reason)
				}
				if n := w.Body.Len(); n > mostAnswer {
					t.Errorf("answer of %d bytes, want at most %d, reason: %s", n, mostAnswer, tt.reason)
				}
			}
			if least > mostMemory {
				t.Errorf("%d bytes allocated for a body of %d, want at most %d, reason: %s", least, len(tt.body), mostMemory, tt.reason)
			}
		})
	}
}
