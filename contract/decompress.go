package contract

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// gzipStart is how everything compressed with gzip begins (RFC 1952 section
// 2.3.1).
var gzipStart = []byte{0x1f, 0x8b}

var gzipReaders = sync.Pool{New: func() any { return new(gzip.Reader) }}

// decompress undoes gzip. A body that is labelled so and is not compressed is
// taken as it is: some clients of Microsoft Graph resend bodies like that. Of a
// body that is cut, or found to be longer than the limit, [unseen] is returned.
func decompress(h http.Header, body []byte, cut bool, limit int64) (plain []byte, isCut, ok bool) {
	encoding := strings.ToLower(strings.Join(h["Content-Encoding"], ", "))
	switch {
	case encoding != "" && encoding != "gzip" && encoding != "x-gzip":
		return nil, cut, false
	case cut || int64(len(body)) > limit:
		return unseen, true, true
	case encoding == "" || !bytes.HasPrefix(body, gzipStart):
		return body, false, true
	}
	z := gzipReaders.Get().(*gzip.Reader)
	defer gzipReaders.Put(z)
	if err := z.Reset(bytes.NewReader(body)); err != nil {
		return nil, false, false
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(io.LimitReader(z, limit+1)); err != nil {
		return nil, false, false
	}
	if int64(b.Len()) > limit {
		return unseen, true, true
	}
	return b.Bytes(), false, true
}

func badEncoding(side Side, h http.Header) Violation {
	return Violation{Side: side, Rule: "encoding", Target: "header/Content-Encoding", Found: quote(h.Get("Content-Encoding")), Want: "gzip or none",
		Message: fmt.Sprintf("The body is not compressed as Content-Encoding says, %s, or in a way that is not known here.", quote(h.Get("Content-Encoding")))}
}
