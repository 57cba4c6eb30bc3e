package check

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"
)

func TestConnection(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	tests := []struct {
		name   string
		err    error
		want   string
		reason string
	}{
		{"refused", dial(syscall.ECONNREFUSED), "connection refused", "nobody listens"},
		{"reset", dial(syscall.ECONNRESET), "the connection was reset", "the server cut it"},
		{"pipe", dial(syscall.EPIPE), "the connection was reset", "the server cut it before the request was sent"},
		{"no host", dial(&net.DNSError{Name: "h.test", IsNotFound: true}), "there is no host of the name h.test", "a spelling mistake, mostly"},
		{"no name server", dial(&net.DNSError{Name: "h.test"}), "the name h.test could not be looked up", "the host may well exist"},
		{"time", fmt.Errorf("do: %w", context.DeadlineExceeded), "there was no answer in time", "--timeout was over"},
		{"closed", io.EOF, "the connection was closed before the end of the answer", "not even a status came"},
		{"cut", io.ErrUnexpectedEOF, "the connection was closed before the end of the answer", "the body is not whole"},
		{"authority", x509.UnknownAuthorityError{}, "its certificate is signed by an authority that is not trusted here; SSL_CERT_FILE can name one", "a certificate of a test"},
		{"other host", x509.HostnameError{Certificate: new(x509.Certificate), Host: "h"}, "its certificate is for another host", "an address instead of a name"},
		{"expired", x509.CertificateInvalidError{}, "its certificate is not valid, or not any more", "an old one"},
		{"plain", tls.RecordHeaderError{}, "it does not speak TLS; the URL begins with http://", "the wrong scheme"},
		{"plain HTTP", errors.New("http: server gave HTTP response to HTTPS client"), "it does not speak TLS; the URL begins with http://", "the wrong scheme"},
		{"anything else", errors.New("strange"), "strange", "it is better than nothing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := connection(tt.err); got != tt.want {
				t.Errorf("connection() = %q, want %q\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}
