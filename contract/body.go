package contract

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// DefaultMaxBodyBytes is the largest body that [Contract.Middleware] reads
// unless it is told otherwise: 64 KiB, decompressed.
const DefaultMaxBodyBytes = 64 << 10

// A validator is [Contract.Middleware] around one handler.
type validator struct {
	contract  *Contract
	maxBody   int64
	maxValues int64 // 0: any number
	refuse    func(http.ResponseWriter, *http.Request, error)
	next      http.Handler
}

// ServeHTTP implements [http.Handler].
func (v *validator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call, err := v.contract.Route(r)
	if err != nil {
		v.refuse(w, r, err)
		return
	}
	if !call.hasBody(r) {
		if _, found := call.request(r, nil, nil, nil); len(found) > 0 {
			v.refuse(w, r, &RequestError{http.StatusBadRequest, found})
			return
		}
		v.next.ServeHTTP(w, r)
		return
	}
	b := buffers.Get().(*buffer)
	defer b.free()
	body, err := v.readBody(b, call, w, r)
	if err != nil {
		v.refuse(w, r, err)
		return
	}
	defer func() { body.rest = nil }() // it is the buffer's
	if b.labelled {
		r = r.WithContext(r.Context()) // whoever stands in front may look at the header
		r.Header = r.Header.Clone()
		r.Header.Del("Content-Encoding")
	}
	r.Body, r.ContentLength = body, int64(len(body.rest))
	v.next.ServeHTTP(w, r)
}

// readBody reads and validates the body, and validates the parameters.
func (v *validator) readBody(b *buffer, call Call, w http.ResponseWriter, r *http.Request) (*Body, error) {
	m, bad := call.mediaType(r.Header)
	if bad != nil {
		return nil, &RequestError{http.StatusUnsupportedMediaType, []Violation{*bad}}
	}
	data, err := b.read(w, r, v.maxBody)
	if err != nil {
		return nil, err
	}
	if v.maxValues > 0 && hasMoreValues(data, v.maxValues) {
		return nil, badBody("maxValues", "", fmt.Sprintf("The body may hold more than %d JSON values, which is more than is read; send fewer.", v.maxValues))
	}
	body := &Body{rest: data}
	var found []Violation
	if body.value, found = call.request(r, m, data, &body.short); len(found) > 0 {
		return nil, &RequestError{http.StatusBadRequest, found}
	}
	return body, nil
}

// A Body is the body of a request that [Contract.Middleware] let through. It
// reads as the decompressed bytes, from the first one, until the handler
// returns; after that it is empty.
type Body struct {
	value any
	rest  []byte
	short flat // what value points to, if that is so short an object
}

// ValidatedValue returns what was validated, made of nil, bool, string,
// json.Number, []any and map[string]any. It is nil if there is no body or it is
// not JSON. The method has the name that kin-openapi's own middleware gives it,
// so code that oapi-codegen made binds this very value.
func (b *Body) ValidatedValue() any { return usual(b.value) }

// ValidatedMembers returns the members of the validated value if it is an object,
// else nil. To ask for each that is wanted can take less than ValidatedValue does.
func (b *Body) ValidatedMembers() interface {
	Member(name string) (value any, given bool)
	Object() map[string]any // the value itself
} {
	m, _ := membersOf(b.value)
	return m
}

// Read implements [io.Reader].
func (b *Body) Read(p []byte) (int, error) {
	if len(b.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

// Close implements [io.Closer]. It does nothing.
func (*Body) Close() error { return nil }

// BodyValue returns the validated value of a request's body, see [Body]. It is
// nil if the request did not come through [Contract.Middleware].
func BodyValue(r *http.Request) any {
	if b, ok := r.Body.(*Body); ok {
		return b.ValidatedValue()
	}
	return nil
}

// A buffer holds one body at a time.
type buffer struct {
	raw, decompressed bytes.Buffer
	labelled          bool // the body of raw is said to be compressed
	limited           io.LimitedReader
	gzip              gzip.Reader
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// free gives the buffer back, unless a large body has made it costly to keep.
func (b *buffer) free() {
	if b.raw.Cap()+b.decompressed.Cap() <= 2*DefaultMaxBodyBytes {
		b.limited.R = nil
		buffers.Put(b)
	}
}

// read returns the decompressed body of r, valid until b is freed. The errors
// are a [*http.MaxBytesError] when it has more than limit bytes, compressed or
// decompressed, and a [*RequestError].
func (b *buffer) read(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	var err error
	if b.labelled, err = isCompressed(r.Header); err != nil {
		return nil, err
	}
	if r.ContentLength > limit {
		return nil, &http.MaxBytesError{Limit: limit}
	}
	b.raw.Reset()
	if r.Body != nil {
		// The announced length is not trusted: who calls the handler directly,
		// without Go's server, can announce what he likes.
		b.limited = io.LimitedReader{R: r.Body, N: limit}
		_, err = b.raw.ReadFrom(&b.limited)
		if err == nil && b.limited.N == 0 {
			err = atEnd(w, r, limit)
		}
	}
	if err != nil {
		return nil, bodyError(err)
	}
	// Some clients of Microsoft Graph say gzip also where they resend a body
	// as it is, so the first bytes decide.
	if !b.labelled || !bytes.HasPrefix(b.raw.Bytes(), gzipStart) {
		return b.raw.Bytes(), nil
	}
	return b.decompress(limit)
}

// atEnd returns a [*http.MaxBytesError] if the body goes on behind the limit.
// [http.MaxBytesReader] then has Go's server close the connection, which it
// does only for its own response writer.
func atEnd(w http.ResponseWriter, r *http.Request, limit int64) error {
	for {
		wrapped, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			break
		}
		w = wrapped.Unwrap()
	}
	var next [1]byte
	_, err := io.ReadFull(http.MaxBytesReader(w, r.Body, 0), next[:])
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case errors.As(err, &tooLarge):
		return &http.MaxBytesError{Limit: limit}
	}
	return err
}

// isCompressed reports whether the body is said to be compressed with gzip.
func isCompressed(h http.Header) (bool, error) {
	values := h["Content-Encoding"]
	if len(values) == 0 {
		return false, nil
	}
	encoding := strings.ToLower(strings.Join(values, ", "))
	if encoding == "gzip" || encoding == "x-gzip" { // the same, RFC 9110 section 8.4.1.3
		return true, nil
	}
	return false, &RequestError{Status: http.StatusUnsupportedMediaType, Violations: []Violation{{
		Side:    InRequest,
		Rule:    "encoding",
		Target:  "header/Content-Encoding",
		Message: fmt.Sprintf("Content-Encoding is %s; send the body as it is, or compressed with gzip.", quote(encoding)),
		Found:   quote(encoding),
		Want:    "gzip or none",
	}}}
}

// hasMoreValues reports whether a body may hold more than n JSON values. Commas
// and brackets in texts count too.
func hasMoreValues(body []byte, n int64) bool {
	if int64(len(body)) <= n {
		return false
	}
	count := 0
	for _, mark := range []string{",", "[", "{"} {
		count += bytes.Count(body, []byte(mark))
	}
	return int64(count) > n
}
