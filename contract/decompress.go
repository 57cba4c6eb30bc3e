package contract

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// gzipStart is how everything compressed with gzip begins (RFC 1952 section
// 2.3.1).
var gzipStart = []byte{0x1f, 0x8b}

var gzipReaders = sync.Pool{New: func() any { return new(gzip.Reader) }}

// An encoded is a body as it was sent, and what is known of it.
type encoded struct {
	body    []byte
	cut     bool   // the body is not known, and is [unseen]
	unknown string // the encoding that is the reason for that
	bad     bool   // it is not compressed as its header says
}

// codings returns the encodings of a message, in the order in which they were
// applied.
func codings(h http.Header) []string {
	var all []string
	for _, line := range h["Content-Encoding"] {
		for coding := range strings.SplitSeq(strings.ToLower(line), ",") {
			coding = strings.Trim(coding, " \t")
			if coding != "" && coding != "identity" { // which changes nothing, RFC 9110 section 12.5.3
				all = append(all, coding)
			}
		}
	}
	return all
}

// decompress undoes the encodings of a body. A body that is longer than the limit
// is taken for one that is cut.
func (c *config) decompress(h http.Header, body []byte, cut bool, limit int64) encoded {
	all := codings(h)
	for _, coding := range all {
		if coding != "gzip" && coding != "x-gzip" && coding != "deflate" {
			return encoded{body: unseen, unknown: coding}
		}
	}
	if cut || int64(len(body)) > limit {
		return encoded{body: unseen, cut: true}
	}
	if c.encodings && !bytes.HasPrefix(body, gzipStart) {
		return encoded{body: body} // some clients of Microsoft Graph resend plain bodies that they label gzip
	}
	for _, coding := range slices.Backward(all) {
		plain, err := undo(coding, body, limit)
		switch {
		case err != nil:
			return encoded{bad: true}
		case int64(len(plain)) > limit:
			return encoded{body: unseen, cut: true}
		}
		body = plain
	}
	return encoded{body: body}
}

// Decompress decodes a body with the Content-Encoding gzip or deflate. Ok is false if
// the encoding is another one, the body is not compressed as the header says, or it is
// longer than limit bytes before or after decompression.
func Decompress(h http.Header, body []byte, limit int64) (plain []byte, ok bool) {
	seen := new(config).decompress(h, body, false, limit)
	return seen.body, !seen.bad && !seen.cut && seen.unknown == ""
}

// undo decompresses at most one byte more than the limit.
func undo(coding string, body []byte, limit int64) ([]byte, error) {
	var from io.Reader
	var err error
	switch {
	case len(body) == 0:
		return body, nil // an empty body needs no compressing
	case coding == "deflate": // zlib by RFC 9110 section 8.4.1.2; some send it bare
		if from, err = zlib.NewReader(bytes.NewReader(body)); err != nil {
			from = flate.NewReader(bytes.NewReader(body))
		}
	default:
		z := gzipReaders.Get().(*gzip.Reader)
		defer gzipReaders.Put(z)
		if err := z.Reset(bytes.NewReader(body)); err != nil {
			return nil, err
		}
		from = z
	}
	var b bytes.Buffer
	_, err = b.ReadFrom(io.LimitReader(from, limit+1))
	return b.Bytes(), err
}

// takes reports whether a message may have this Content-Encoding at all.
func (c *config) takes(h http.Header) bool {
	encoding := strings.ToLower(strings.Join(h["Content-Encoding"], ", "))
	return !c.encodings || encoding == "" || encoding == "gzip" || encoding == "x-gzip"
}

// note says that a body was not validated for its encoding, nil if it is known.
func (e encoded) note() *Warning {
	if e.unknown == "" {
		return nil
	}
	return &Warning{Message: fmt.Sprintf("A body was not validated: its Content-Encoding %s is not known.", quote(e.unknown))}
}

func badEncoding(side Side, h http.Header) Violation {
	return Violation{Side: side, Rule: "encoding", Target: "header/Content-Encoding", Found: quote(h.Get("Content-Encoding")), Want: "a body compressed so, or no such header",
		Message: fmt.Sprintf("The body is not compressed as Content-Encoding says, %s.", quote(h.Get("Content-Encoding")))}
}

// decompress undoes the gzip of the body in raw, up to limit.
func (b *buffer) decompress(limit int64) ([]byte, error) {
	err := b.gzip.Reset(&b.raw)
	if err == nil {
		b.decompressed.Reset()
		_, err = b.decompressed.ReadFrom(io.LimitReader(&b.gzip, limit+1))
	}
	if err != nil {
		return nil, badBody("encoding", "header/Content-Encoding", "The body is labelled gzip and cannot be decompressed.")
	}
	if int64(b.decompressed.Len()) > limit {
		return nil, &http.MaxBytesError{Limit: limit}
	}
	return b.decompressed.Bytes(), nil
}
