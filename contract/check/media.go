package check

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
)

// encodings makes requests whose bodies are declared or compressed in other ways.
func (k *checker) encodings(s *subject) []*probe {
	if s.full == nil {
		return nil
	}
	var probes []*probe
	add := func(note string, change func(*probe)) {
		p := k.own(s, "media", note)
		change(p)
		probes = append(probes, p)
	}
	set := func(name string, values ...string) func(*probe) {
		return func(p *probe) { p.header[name] = values }
	}
	declared := mediaType(s.media.name)
	add("no Content-Type", func(p *probe) { p.header.Del("Content-Type") })
	for _, value := range []string{"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/octet-stream", "json", "application/", "application/json/x", "text/json; charset=utf-8", declared + "x", declared + "; charset=utf-16", declared + "; charset=iso-8859-1"} {
		add("Content-Type: "+value, func(p *probe) {
			p.header["Content-Type"] = []string{value}
			p.either = true // as above
		})
	}
	for _, value := range []string{declared + "; charset=utf-8", declared + ";charset=UTF-8", strings.ToUpper(declared), declared + "; charset=\"utf-8\""} {
		add("Content-Type: "+value, set("Content-Type", value))
	}
	add("two Content-Types", set("Content-Type", declared, "text/plain"))
	for _, value := range []string{"br", "deflate", "gzip, gzip", "x-unknown"} {
		add("Content-Encoding: "+value, set("Content-Encoding", value))
	}
	add("compressed with gzip", func(p *probe) {
		p.header.Set("Content-Encoding", "gzip")
		p.body = compressed(p.body)
		// The document has no way to say which encodings are read.
		p.excuse = append(p.excuse, http.StatusUnsupportedMediaType, http.StatusBadRequest)
	})
	add("compressed with gzip, and cut", func(p *probe) {
		p.header.Set("Content-Encoding", "gzip")
		p.body = compressed(p.body)[:20]
	})
	return probes
}

func compressed(body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	// Writing into a Buffer cannot fail.
	_, _ = w.Write(body)
	_ = w.Close()
	return b.Bytes()
}
