package proxy

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// A Proxy validates and passes on. It is safe for concurrent use and needs no
// closing.
type Proxy struct {
	journal *journal.Journal
	control http.Handler
	to      *url.URL
	base    string // of the document
	reverse httputil.ReverseProxy
	log     *slog.Logger

	timeout  time.Duration
	enforce  bool
	keepHost bool
}

var _ http.Handler = (*Proxy)(nil)

// New returns a proxy in front of the server at the URL to, which records in j
// and validates by its contract. The path of the URL, if it has one, is where the
// document's base path is at the server. New fails if the URL or an option is
// invalid.
func New(j *journal.Journal, to string, options ...Option) (*Proxy, error) {
	u, err := parseUpstream(to)
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	p := &Proxy{
		journal: j,
		control: j.Handler(),
		to:      u,
		base:    j.Contract().BasePath(),
		log:     slog.New(slog.DiscardHandler),
		timeout: DefaultTimeout,
	}
	p.reverse = httputil.ReverseProxy{
		Rewrite:        p.rewrite,
		ModifyResponse: p.answered,
		ErrorHandler:   p.failed,
		BufferPool:     new(buffers),
	}
	for _, option := range options {
		if err := option(p); err != nil {
			return nil, fmt.Errorf("proxy: %w", err)
		}
	}
	if p.reverse.Transport == nil {
		p.reverse.Transport = newTransport()
	}
	p.reverse.ErrorLog = slog.NewLogLogger(p.log.Handler(), slog.LevelWarn)
	return p, nil
}

// ServeHTTP implements [http.Handler].
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, journal.Prefix) {
		p.control.ServeHTTP(w, r)
		return
	}
	x := newExchange(r)
	defer x.end()
	r = r.WithContext(x.ctx)
	if r.Body != nil && r.Body != http.NoBody {
		body := journal.ReadBody(r.Body, r.ContentLength, p.journal.Limits().Request)
		x.RequestBody, x.RequestCut = body.Start, !body.Whole
		r.Body, x.request = body, body
		if body.Err() != nil {
			x.Faults = append(x.Faults, brokenRequest)
			p.refuse(w, x, http.StatusBadRequest, x.Faults)
			return
		}
		if body.Whole {
			r.GetBody = body.Again // for a connection that the server just closed
		}
	}
	if p.enforce && p.journal.Concerns(x.Observation) {
		if v := p.journal.Validate(x.Observation); len(v.Violations) > 0 {
			x.Enforced = true
			p.refuse(w, x, http.StatusBadRequest, v.Violations)
			return
		}
	}
	x.await(p.timeout)
	defer p.cut(x)
	p.reverse.ServeHTTP(w, r)
}

// brokenRequest is a fault that only the proxy sees.
var brokenRequest = contract.Violation{Side: contract.InRequest, Rule: "body",
	Message: "The body could not be read to its end: it was shorter than announced, its chunks were wrong, or it took too long.",
	Found:   "a part of it", Want: "the whole body"}

// record records what was seen and says what is wrong with it.
func (p *Proxy) record(x *exchange) []contract.Violation {
	x.Duration = time.Since(x.Start)
	v, recorded := p.journal.Record(x.Observation)
	if !recorded {
		return nil
	}
	x.verdict = headerValue(v.Violations)
	level, message := slog.LevelDebug, "exchange"
	if len(v.Violations) > 0 {
		level, message = slog.LevelWarn, "exchange breaks the contract"
	}
	if !p.log.Enabled(x.ctx, level) {
		return v.Violations
	}
	operation := ""
	if v.Operation != nil {
		operation = v.Operation.ID
	}
	attrs := []slog.Attr{
		slog.String("method", x.Method), slog.String("path", x.path), slog.String("operation", operation),
		slog.Int("status", x.Status), slog.Float64("duration_ms", float64(x.Duration.Microseconds())/1000),
	}
	if test := x.RequestHeader.Get(journal.TestHeader); test != "" {
		attrs = append(attrs, slog.String("test", test))
	}
	if len(v.Violations) > 0 {
		attrs = append(attrs, slog.String("violations", x.verdict), slog.String("first", v.Violations[0].String()))
	}
	p.log.LogAttrs(x.ctx, level, message, attrs...)
	return v.Violations
}

// maxNamed is how many violations X-Contract-Violations names.
const maxNamed = 5

// headerValue writes X-Contract-Violations.
func headerValue(found []contract.Violation) string {
	if len(found) == 0 {
		return "0"
	}
	var named []string
	for _, v := range found[:min(maxNamed, len(found))] {
		named = append(named, string(v.Side)+" "+v.Rule)
	}
	return fmt.Sprintf("%d; %s", len(found), strings.Join(named, ", "))
}
