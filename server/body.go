package server

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"profilestatus.example/contract"
)

// A buffer holds one body at a time.
type buffer struct {
	raw, unpacked bytes.Buffer
	gzip          gzip.Reader
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// free gives the buffer back, unless a large body has made it costly to keep.
func (b *buffer) free() {
	if b.raw.Cap()+b.unpacked.Cap() <= 2*DefaultMaxBodyBytes {
		buffers.Put(b)
	}
}

// read returns the body of r, unpacked. It is valid until b is freed. The
// errors are a [*http.MaxBytesError] when it has more than limit bytes, packed
// or unpacked, a [*mediaTypeError], or a [*violationError].
func (b *buffer) read(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	packed, err := isPacked(r.Header)
	if err != nil {
		return nil, err
	}
	if r.ContentLength > limit {
		return nil, &http.MaxBytesError{Limit: limit}
	}
	var body io.Reader = r.Body
	if r.ContentLength < 0 { // else Go reads no more than was announced
		body = http.MaxBytesReader(w, r.Body, limit)
	}
	b.raw.Reset()
	if _, err := b.raw.ReadFrom(body); err != nil {
		return nil, errBody(err)
	}
	// Some clients of Microsoft Graph say gzip also where they resend a body
	// as it is, so the first bytes decide (RFC 1952 section 2.3.1).
	if !packed || !bytes.HasPrefix(b.raw.Bytes(), []byte{0x1f, 0x8b}) {
		return b.raw.Bytes(), nil
	}
	return b.unpack(limit)
}

func (b *buffer) unpack(limit int64) ([]byte, error) {
	err := b.gzip.Reset(&b.raw)
	if err == nil {
		b.unpacked.Reset()
		_, err = b.unpacked.ReadFrom(io.LimitReader(&b.gzip, limit+1))
	}
	if err != nil {
		return nil, badRequest("encoding", "header/Content-Encoding", "The body is labelled gzip and cannot be unpacked.")
	}
	if int64(b.unpacked.Len()) > limit {
		return nil, &http.MaxBytesError{Limit: limit}
	}
	return b.unpacked.Bytes(), nil
}

// isPacked reports whether the body is said to be packed with gzip.
func isPacked(h http.Header) (bool, error) {
	values := h["Content-Encoding"]
	if len(values) == 0 {
		return false, nil
	}
	encoding := strings.ToLower(strings.Join(values, ", "))
	if encoding == "gzip" || encoding == "x-gzip" { // the same, RFC 9110 section 8.4.1.3
		return true, nil
	}
	return false, &mediaTypeError{contract.Violation{
		Rule:    "encoding",
		Target:  "header/Content-Encoding",
		Message: fmt.Sprintf("Content-Encoding is %.40q; send the body as it is, or packed with gzip.", encoding),
	}}
}
