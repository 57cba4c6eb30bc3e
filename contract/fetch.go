package contract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/internal/address"
)

// The bounds of [Read] and of [WithReferences].
const (
	maxRedirects = 5
	readTimeout  = 30 * time.Second
)

// Read reads the document at location: a file, an https URL, or an http URL on this
// machine. It fails if the document has more than [MaxDocument] bytes, after 30
// seconds, and after 5 redirects. Pass the same location to [WithReferences].
func Read(location string) ([]byte, error) {
	at := locate(location)
	return newFetcher(at).read(at)
}

var errTooSlow = fmt.Errorf("it was not read within %v", readTimeout)

// A fetcher reads a document and those that it refers to.
type fetcher struct {
	root  *url.URL
	until time.Time
	left  int               // bytes
	files map[string][]byte // that were read
	wrong map[string]error  // that could not be
}

func newFetcher(root *url.URL) *fetcher {
	return &fetcher{root: root, until: time.Now().Add(readTimeout), left: MaxDocument, files: make(map[string][]byte), wrong: make(map[string]error)}
}

// locate returns the URL of a location. That of a file has only a path.
func locate(location string) *url.URL {
	if at, err := url.Parse(location); err == nil && isWeb(at) {
		return at
	}
	return &url.URL{Path: filepath.ToSlash(location)}
}

func isWeb(at *url.URL) bool { return at.Scheme == "http" || at.Scheme == "https" }

// join resolves a reference, as [openapi3.Loader.JoinFunc].
func join(base, reference *url.URL) *url.URL {
	switch {
	case base == nil:
		return reference
	case isWeb(base):
		return base.ResolveReference(reference)
	}
	joined := *base
	joined.Path = path.Join(path.Dir(base.Path), reference.Path)
	return &joined
}

// resolved is join as the loader uses it.
func resolved(base, reference *url.URL) *url.URL {
	if reference.Scheme != "" || reference.Host != "" || filepath.IsAbs(reference.Path) {
		return reference
	}
	return join(base, reference)
}

// referred reads a document that another refers to, once.
func (f *fetcher) referred(_ *openapi3.Loader, at *url.URL) ([]byte, error) {
	name := f.name(at)
	if data, ok := f.files[name]; ok {
		return data, nil
	}
	if err := f.wrong[name]; err != nil {
		return nil, err
	}
	bare, err := url.Parse(name)
	if err != nil {
		return nil, err
	}
	data, err := f.read(bare)
	if err == nil {
		err = checkAliases(data)
	}
	if err != nil {
		f.wrong[name] = err
		return nil, err
	}
	f.files[name] = data
	return data, nil
}

// name returns the URL of a document without the place in it. In a document of
// the web nothing is a file.
func (f *fetcher) name(at *url.URL) string {
	bare := *at
	if isWeb(f.root) {
		bare = *f.root.ResolveReference(at)
	}
	bare.Fragment, bare.RawFragment = "", ""
	return bare.String()
}

func (f *fetcher) read(at *url.URL) ([]byte, error) {
	if err := f.allows(at); err != nil {
		return nil, err
	}
	open := f.open
	if isWeb(at) {
		open = f.get
	}
	from, err := open(at)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	data, err := io.ReadAll(io.LimitReader(from, int64(f.left)+1))
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, errTooSlow
	case err != nil:
		return nil, err
	case len(data) > f.left && f.left < MaxDocument:
		return nil, fmt.Errorf("the documents together are longer than %d bytes", MaxDocument)
	case len(data) > f.left:
		return nil, fmt.Errorf("it is longer than %d bytes", MaxDocument)
	}
	f.left -= len(data)
	return data, nil
}

// allows says why a document may not be read.
func (f *fetcher) allows(at *url.URL) error {
	switch {
	case !isWeb(at) && at.Scheme != "" && at.Scheme != "file":
		return fmt.Errorf("want a file or a URL of https, not of %s", at.Scheme)
	case !isWeb(at) && isWeb(f.root):
		return errors.New("a document of the web may not refer to files")
	case !isWeb(at):
		return nil
	case at.Scheme == "http" && !address.IsLoopback(at.Host):
		return errors.New("http is only for this machine; want https")
	case address.IsLoopback(at.Host) && isWeb(f.root) && !address.IsLoopback(f.root.Host):
		return errors.New("a document of the web may not refer to this machine")
	}
	return nil
}

// open opens a file. That of the user may be a pipe, and no other.
func (f *fetcher) open(at *url.URL) (io.ReadCloser, error) {
	name := filepath.FromSlash(at.Path)
	if at.String() != f.root.String() {
		if about, err := os.Stat(name); err != nil {
			return nil, err
		} else if !about.Mode().IsRegular() {
			return nil, errors.New("it is no regular file")
		}
	}
	return os.Open(name)
}

func (f *fetcher) get(at *url.URL) (io.ReadCloser, error) {
	client := http.Client{CheckRedirect: func(r *http.Request, via []*http.Request) error {
		switch {
		case len(via) > maxRedirects:
			return fmt.Errorf("more than %d redirects", maxRedirects)
		case address.IsLoopback(r.URL.Host) && !address.IsLoopback(via[0].URL.Host):
			return errors.New("it redirects to this machine")
		}
		return f.allows(r.URL)
	}}
	ctx, cancel := context.WithDeadline(context.Background(), f.until)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		cancel()
		return nil, err
	}
	r.Header.Set("Accept", "application/yaml, application/json, */*;q=0.5")
	answer, err := client.Do(r)
	var wrapped *url.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		err = errTooSlow
	case errors.As(err, &wrapped):
		err = wrapped.Err // without the URL, which may hold a password
	}
	if err != nil {
		cancel()
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		cancel()
		return nil, fmt.Errorf("the answer is %s", answer.Status)
	}
	return &download{answer.Body, cancel}, nil
}

// A download ends its request when it is closed.
type download struct {
	io.ReadCloser
	cancel func()
}

func (d *download) Close() error {
	defer d.cancel()
	return d.ReadCloser.Close()
}
