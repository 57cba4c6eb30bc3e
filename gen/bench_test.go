package gen_test

import (
	"encoding/json"
	"testing"

	"github.com/oapi-codegen/runtime"

	"profilestatus.example/gen"
)

// BenchmarkJSON compares the generated code with what does the same by
// reflection.
func BenchmarkJSON(b *testing.B) {
	value, ok := validator(b)(`{"id":"run-1","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12.5Z"}`)
	if !ok {
		b.Fatal("the body is refused")
	}
	var body gen.CreateProfileStatusJSONRequestBody
	var buf []byte
	for name, f := range map[string]func() error{
		"bind/generated":   func() error { return body.BindJSON(value) },
		"bind/runtime":     func() error { return runtime.BindJSONValue(value, &body) },
		"append/generated": func() error { buf = body.AppendJSON(buf[:0]); return nil },
		"append/encoding":  func() (err error) { buf, err = json.Marshal(body); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := f(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
