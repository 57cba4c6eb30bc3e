package check

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// The defaults of a [Config].
const (
	DefaultCases       = 100
	DefaultConcurrency = 8
	DefaultTimeout     = 10 * time.Second
)

// MaxAnswer is how much of an answer is read, in bytes. A longer one is a
// finding.
const MaxAnswer = 8 << 20

// Phases are the names of the phases, in the order in which they run.
func Phases() []string {
	return []string{"examples", "schema", "bodies", "media", "auth", "methods", "paths", "random", "state"}
}

// A Config says what is checked, and how. Selectors are written as
// operation=ID, method=METHOD, path=/PATH, tag=TAG, /PATH or "METHOD /PATH", in
// which * stands for any characters and ? for one; a path is that of the
// document. Each must name an operation. What Exclude names gets no request.
type Config struct {
	// Base is the URL that stands for the document's first server. One without
	// any path gets the path of that server.
	Base string
	// Document is the OpenAPI document, in YAML or JSON, and Options are those
	// that it is loaded with.
	Document []byte
	Options  []contract.Option

	Seed        uint64            // of all chance; 0 picks one
	Cases       int               // random requests for each operation; 0 is DefaultCases, negative is none
	Rate        float64           // the most requests a second; 0 is no limit
	MaxTime     time.Duration     // ends the run early; 0 is no limit
	Timeout     time.Duration     // of one request; 0 is DefaultTimeout
	MaxLatency  time.Duration     // a slower answer is a finding; 0 is no limit
	Concurrency int               // requests at a time; 0 is DefaultConcurrency
	Only        []string          // phases to run; none is all
	Include     []string          // selectors of the operations to check; none is all
	Exclude     []string          // selectors of operations that are left alone
	Tolerate    []string          // rules whose violations are no findings
	Strict      bool              // warnings are errors
	Header      http.Header       // sent with every request; never recorded
	Token       string            // sent where the document asks for credentials, user:password for Basic; "" is a made-up one
	Params      map[string]string // values of path parameters, where not any will do
	RootCAs     *x509.CertPool    // that the server's certificate may be signed with; nil is those of the system

	Record    io.Writer         // gets every exchange as a line of JSON; nil: nobody does
	Progress  func(Progress)    // called after each request, by several goroutines; nil: not
	Transport http.RoundTripper // nil is one of its own
}

// ErrNotRun says that nothing can be said of the server: the configuration is
// wrong, there is no server, or it lets nobody in.
var ErrNotRun = errors.New("could not run")

func notRun(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrNotRun}, args...)...)
}

// complete checks a Config and fills in its defaults.
func (c Config) complete(doc *contract.Contract) (Config, *url.URL, error) {
	base, err := url.Parse(c.Base)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.RawQuery != "" || base.Fragment != "" || !isPort(base.Port()) {
		return c, nil, notRun("base URL %q: want one such as http://127.0.0.1:8080/v1", report.RedactURL(c.Base))
	}
	if base.Path == "" {
		base.Path = doc.BasePath()
	}
	base.Path = strings.TrimSuffix(base.Path, "/")
	switch {
	case c.Rate < 0 || c.Rate != c.Rate:
		return c, nil, notRun("rate %v: want 0 or more requests a second", c.Rate)
	case c.MaxTime < 0 || c.Timeout < 0 || c.MaxLatency < 0:
		return c, nil, notRun("a time is negative")
	case c.Concurrency < 0 || c.Concurrency > 1000:
		return c, nil, notRun("concurrency %d: want 1 to 1000", c.Concurrency)
	case c.Cases > 1_000_000:
		return c, nil, notRun("cases %d: want at most 1000000", c.Cases)
	}
	for _, phase := range c.Only {
		if !slices.Contains(Phases(), phase) {
			return c, nil, notRun("phase %q: want %s", phase, strings.Join(Phases(), ", "))
		}
	}
	for c.Seed == 0 {
		c.Seed = rand.Uint64()
	}
	if c.Cases == 0 {
		c.Cases = DefaultCases
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Concurrency == 0 {
		c.Concurrency = DefaultConcurrency
	}
	if c.Token == "" {
		c.Token = madeUpToken
	}
	return c, base, nil
}

// isPort reports whether a port of TCP can have the number; "" is that of the scheme.
func isPort(number string) bool {
	_, err := strconv.ParseUint(number, 10, 16)
	return number == "" || err == nil
}

// runs reports whether a phase is asked for.
func (c *Config) runs(phase string) bool { return len(c.Only) == 0 || slices.Contains(c.Only, phase) }
