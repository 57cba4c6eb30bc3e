package proxy

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

// DefaultTimeout is how long a server may take to answer.
const DefaultTimeout = time.Minute

// An Option configures a [Proxy].
type Option func(*Proxy) error

// WithTimeout waits at most d for the server's answer to begin once the client
// has sent its request. What takes longer than d to end is recorded then, and
// goes on. It is from 1 ms to 1 hour, [DefaultTimeout] by default.
func WithTimeout(d time.Duration) Option {
	return func(p *Proxy) error {
		if d < time.Millisecond || d > time.Hour {
			return fmt.Errorf("WithTimeout(%v): want 1ms to 1h", d)
		}
		p.timeout = d
		return nil
	}
}

// WithEnforcement answers 400 instead of passing on a request that breaks the
// contract, and 502 instead of an answer that does, with all violations, in the
// shape that the document gives its errors, see [contract.Contract.Refuse]. By
// default everything is passed on.
func WithEnforcement() Option {
	return func(p *Proxy) error {
		p.enforce = true
		return nil
	}
}

// WithKeptHost passes the client's Host on to the server whatever it is.
func WithKeptHost() Option {
	return func(p *Proxy) error {
		p.keepHost = true
		return nil
	}
}

// WithForwarding tells the server of the proxy and its client, by Via,
// X-Forwarded-For, X-Forwarded-Host and X-Forwarded-Proto. By default no header
// is added.
func WithForwarding() Option {
	return func(p *Proxy) error {
		p.announce = true
		return nil
	}
}

// WithLogger logs each exchange that breaks the contract, as one line at level
// warn, and all others at level debug. Credentials and bodies are not logged; a
// violation may quote up to 32 bytes of what it is about. The default logs
// nothing.
func WithLogger(log *slog.Logger) Option {
	return func(p *Proxy) error {
		if log == nil {
			return errors.New("WithLogger: nil")
		}
		p.log = log
		return nil
	}
}

// WithTransport sends requests to the server by rt, which must not decompress
// bodies by itself. The default is one of the proxy's own.
func WithTransport(rt http.RoundTripper) Option {
	return func(p *Proxy) error {
		if rt == nil {
			return errors.New("WithTransport: nil")
		}
		p.reverse.Transport = rt
		return nil
	}
}
