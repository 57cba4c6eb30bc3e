package check

import (
	"bytes"
	"compress/gzip"
	"iter"
	"net/http"
	"strings"
)

// A disguise is a way in which a body is declared or compressed.
type disguise struct {
	note   string
	change func(*testCase)
}

// encodings makes requests whose bodies are declared or compressed in other ways.
func (k *checker) encodings(s *operation) iter.Seq[*testCase] {
	return func(yield func(*testCase) bool) {
		if s.full == nil {
			return
		}
		for _, d := range disguises(mediaType(s.media.name)) {
			p := k.own(s, "media", d.note)
			if d.change(p); !yield(p) {
				return
			}
		}
	}
}

func disguises(declared string) []disguise {
	set := func(name string, values ...string) func(*testCase) {
		return func(p *testCase) { p.header[name] = values }
	}
	all := []disguise{{"no Content-Type", func(p *testCase) { p.header.Del("Content-Type") }}}
	for _, value := range []string{"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/octet-stream", "json", "application/", "application/json/x", "text/json; charset=utf-8", declared + "x", declared + "; charset=utf-16", declared + "; charset=iso-8859-1"} {
		all = append(all, disguise{"Content-Type: " + value, func(p *testCase) {
			p.header["Content-Type"] = []string{value}
			p.either = true // where the document takes one of these, a server need not
		}})
	}
	for _, value := range []string{declared + "; charset=utf-8", declared + ";charset=UTF-8", strings.ToUpper(declared), declared + "; charset=\"utf-8\""} {
		all = append(all, disguise{"Content-Type: " + value, set("Content-Type", value)})
	}
	all = append(all, disguise{twoTypes, set("Content-Type", declared, "text/plain")})
	for _, value := range []string{"br", "deflate", "gzip, gzip", "x-unknown"} {
		all = append(all, disguise{"Content-Encoding: " + value, set("Content-Encoding", value)})
	}
	return append(all, disguise{"compressed with gzip", func(p *testCase) {
		p.header.Set("Content-Encoding", "gzip")
		p.body = compressed(p.body)
		// The document has no way to say which encodings are read.
		p.excuse = append(p.excuse, http.StatusUnsupportedMediaType, http.StatusBadRequest)
	}}, disguise{"compressed with gzip, and cut", func(p *testCase) {
		p.header.Set("Content-Encoding", "gzip")
		p.body = compressed(p.body)[:20]
	}})
}

func compressed(body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	// Writing into a Buffer cannot fail.
	_, _ = w.Write(body)
	_ = w.Close()
	return b.Bytes()
}
