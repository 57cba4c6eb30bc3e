package contract_test

import (
	"fmt"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
)

// hostile are bodies of about 64 KiB that are made to cost much.
func hostile() map[string]string {
	var names strings.Builder
	for i := range 9000 {
		fmt.Fprintf(&names, `"%d":1,`, i)
	}
	return map[string]string{
		"unknown":    `{` + names.String() + `"z":1}`,
		"duplicates": `{` + strings.Repeat(`"a":1,`, 10000) + `"a":1}`,
		"arrays":     `{"status":[` + strings.Repeat(`[],`, 20000) + `1]}`,
		"deep":       strings.Repeat(`[`, 64000),
		"long name":  `{"` + strings.Repeat("\u20ac", 20000) + `":1}`,
		"long value": `{"status":"` + strings.Repeat("a", 64000) + `"}`,
		"number":     `{"id":` + strings.Repeat("9", 64000) + `}`,
	}
}

func BenchmarkRequest(b *testing.B) {
	bodies := hostile()
	bodies["valid"] = created
	bodies["one violation"] = strings.Replace(created, "success", "Success", 1)
	c := load(b)
	r := httptest.NewRequest("POST", statusPath, nil)
	r.Header.Set("Content-Type", "application/json")
	for name, text := range bodies {
		b.Run(name, func(b *testing.B) {
			body := []byte(text)
			b.ReportAllocs()
			for b.Loop() {
				call, err := c.Find("POST", statusPath)
				if err != nil {
					b.Fatal(err)
				}
				if bad := call.MediaType(r.Header); bad != nil {
					b.Fatal(bad)
				}
				call.Request(r, body)
			}
		})
	}
}

// TestHostileBodies bounds what the costly bodies allocate. Time is for the
// benchmark to show.
func TestHostileBodies(t *testing.T) {
	const limit = 3 << 20
	c := load(t)
	for name, body := range hostile() {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			checkTexts(t, validate(t, c, "POST", statusPath, body))
			runtime.ReadMemStats(&after)
			got := after.TotalAlloc - before.TotalAlloc
			if got > limit {
				t.Errorf("validating %d bytes allocated %d bytes, want at most %d", len(body), got, limit)
			}
		})
	}
}
