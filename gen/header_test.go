package gen

import (
	"net/http"
	"os"
	"regexp"
	"testing"
)

// TestHeaderNames: the generated code writes names of headers as net/http keeps
// them, since it sets them without a look at their case.
func TestHeaderNames(t *testing.T) {
	call := regexp.MustCompile(`codec\.SetHeader\(h, "(.*?)"`)
	for _, file := range []string{"openapi.gen.go", "../mock/control/control.gen.go"} {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found := call.FindAllSubmatch(code, -1)
		if found == nil {
			t.Errorf("%s sets no header", file)
		}
		for _, m := range found {
			if name := string(m[1]); name != http.CanonicalHeaderKey(name) {
				t.Errorf("%s sets %s, want %s", file, name, http.CanonicalHeaderKey(name))
			}
		}
	}
}
