package proxy

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

// DefaultTimeout is the default of [WithTimeout].
const DefaultTimeout = time.Minute

// An Option configures a [Proxy].
type Option func(*Proxy) error

// WithTimeout waits at most d for the server's response to begin after the client has
// sent its request. An exchange that has not ended after d is recorded then, but
// continues. It must be from 1 ms to 1 hour; the default is [DefaultTimeout].
func WithTimeout(d time.Duration) Option {
	return func(p *Proxy) error {
		if d < time.Millisecond || d > time.Hour {
			return fmt.Errorf("WithTimeout(%v): want 1ms to 1h", d)
		}
		p.timeout = d
		return nil
	}
}

// WithEnforcement answers 400 instead of forwarding a request that breaks the contract,
// and 502 instead of a response that does, with all violations, in the format of the
// document's errors, see [contract.Contract.Refuse]. By default everything is
// forwarded.
func WithEnforcement() Option {
	return func(p *Proxy) error {
		p.enforce = true
		return nil
	}
}

// WithKeptHost always forwards the client's Host. By default it is forwarded only
// between loopback addresses.
func WithKeptHost() Option {
	return func(p *Proxy) error {
		p.keepHost = true
		return nil
	}
}

// WithForwarding adds Via, X-Forwarded-For, X-Forwarded-Host and X-Forwarded-Proto to
// requests. By default no header is added.
func WithForwarding() Option {
	return func(p *Proxy) error {
		p.announce = true
		return nil
	}
}

// WithLogger logs each exchange that breaks the contract in one line at level warn, and
// all others at level debug. Credentials and bodies are not logged; a violation may
// quote up to 32 bytes of a value. The default logs nothing.
func WithLogger(log *slog.Logger) Option {
	return func(p *Proxy) error {
		if log == nil {
			return errors.New("WithLogger: nil")
		}
		p.log = log
		return nil
	}
}

// WithTransport sets the transport to the server, which must not decompress bodies by
// itself. By default the proxy has its own.
func WithTransport(rt http.RoundTripper) Option {
	return func(p *Proxy) error {
		if rt == nil {
			return errors.New("WithTransport: nil")
		}
		p.reverse.Transport = rt
		return nil
	}
}
