package proxy

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"strings"
	"sync"
	"time"

	"profilestatus.example/contract/journal"
)

// A Proxy is a validating reverse proxy. It is safe for concurrent use.
type Proxy struct {
	journal *journal.Journal
	control http.Handler
	to      *target
	reverse httputil.ReverseProxy
	log     *slog.Logger

	timeout  time.Duration
	maxWait  time.Duration // for the ends of answers
	enforce  bool
	keepHost bool
	announce bool

	mu      sync.Mutex
	unended map[*exchange]*time.Timer // answers that are passed on
}

var _ http.Handler = (*Proxy)(nil)

// New returns a proxy for the server at the URL to, which records in j and validates
// against its contract. The path of the URL, if it has one, replaces the document's
// base path, so http://host/ means that the operations are at the root. A server on a
// Unix socket is written as unix:/path/to/socket, or with a path as
// unix:/path/to/socket:/v1, and one with HTTP/2 without TLS has the scheme h2c. New
// fails if the URL or an option is invalid.
func New(j *journal.Journal, to string, options ...Option) (*Proxy, error) {
	u, err := parseTarget(to, j.Contract().BasePath())
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	p := &Proxy{
		journal: j,
		control: j.Handler(),
		to:      u,
		log:     slog.New(slog.DiscardHandler),
		timeout: DefaultTimeout,
		maxWait: journal.MaxBodyWait,
		unended: make(map[*exchange]*time.Timer),
	}
	p.reverse = httputil.ReverseProxy{
		Rewrite:        p.rewrite,
		ModifyResponse: p.answered,
		ErrorHandler:   p.failed,
		BufferPool:     new(buffers),
		FlushInterval:  -1, // at once
		Transport:      u.transport(),
	}
	for _, option := range options {
		if err := option(p); err != nil {
			return nil, fmt.Errorf("proxy: %w", err)
		}
	}
	if p.enforce {
		p.maxWait = min(p.timeout, maxEnforcedWait)
	}
	p.reverse.Transport = challenges{p.reverse.Transport}
	p.reverse.ErrorLog = slog.NewLogLogger(p.log.Handler(), slog.LevelWarn)
	return p, nil
}

// maxEnforcedWait is how long the end of an answer is waited for that must not
// be passed on before it is validated.
const maxEnforcedWait = 5 * time.Second

// ServeHTTP implements [http.Handler].
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, journal.Prefix):
		p.control.ServeHTTP(w, r)
		return
	case r.Method == http.MethodConnect:
		http.Error(w, "This proxy stands for one server and opens no tunnels.", http.StatusNotImplemented)
		return
	}
	x := newExchange(w, r)
	defer x.end()
	r = r.WithContext(x.ctx)
	r.Header = x.RequestHeader
	p.read(x, r)
	if p.enforce {
		v := p.journal.ValidateRequest(x.Observation)
		x.asked = &v
		if p.journal.Concerns(x.Observation) && len(p.journal.Counting(v)) > 0 {
			x.Enforced = true
		}
	}
	if x.Enforced || x.request != nil && x.request.Err() != nil {
		p.refuse(w, x, http.StatusBadRequest)
		return
	}
	x.await(p.timeout)
	if x.request != nil && r.Header.Get("Expect") != "" {
		w = asking{w}
	}
	p.reverse.ServeHTTP(w, r)
}

// read reads the body of a request, if it comes soon. That of a client which
// waits for the server to ask for it is only read if it has to be validated
// first.
func (p *Proxy) read(x *exchange, r *http.Request) {
	if r.Body == http.NoBody {
		return // it is passed on as none
	}
	x.request = journal.NewBody(r.Body, r.ContentLength, p.journal.Limits().Request)
	r.Body = x.request
	switch {
	case p.enforce:
		x.request.Await(p.timeout)
	case r.Header.Get("Expect") == "" && !journal.IsStream(r.Header):
		x.request.Await(p.maxWait)
	}
	x.RequestBody, x.RequestCut = x.request.Seen()
	if !x.RequestCut {
		r.GetBody = x.request.Again // for a connection that the server just closed
	}
}
