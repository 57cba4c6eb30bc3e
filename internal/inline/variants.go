package inline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// Variants returns a function that returns variants of the document that read reads,
// all in JSON if asJSON is set and else in YAML. The variant without differences is
// the document as it was read. Each is made when it is first asked for, and kept.
func Variants(asJSON bool, read func() ([]byte, error)) func(Variant) ([]byte, error) {
	read = sync.OnceValues(read)
	var made sync.Map
	return func(v Variant) ([]byte, error) {
		v.JSON = asJSON
		if !v.Inline && !v.OData {
			return read()
		}
		once, _ := made.LoadOrStore(v, sync.OnceValues(func() ([]byte, error) {
			document, err := read()
			if err != nil {
				return nil, err
			}
			return Write(document, v)
		}))
		return once.(func() ([]byte, error))()
	}
}

// WithServer returns a document, in YAML or JSON, whose server with the relative
// address path has this absolute one. It fails if the document has no such server.
func WithServer(document []byte, path, absolute string) ([]byte, error) {
	quoted, err := json.Marshal(absolute)
	if err != nil {
		return nil, err
	}
	for _, line := range []string{"url: %s\n", "\"url\": %q\n"} { // in YAML and in JSON
		old := fmt.Sprintf(line, path)
		now := strings.Replace(strings.Replace(line, "%q", "%s", 1), "%s", string(quoted), 1)
		if bytes.Contains(document, []byte(old)) {
			return bytes.Replace(document, []byte(old), []byte(now), 1), nil
		}
	}
	return nil, errors.New("inline: the document has no server " + path)
}
