package check

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
)

// refusedText says that nobody listens.
const refusedText = "connection refused"

// connection says why there was no answer, in words for whoever runs a check.
func connection(err error) string {
	var (
		name    *net.DNSError
		timeout net.Error
		unknown x509.UnknownAuthorityError
		other   x509.HostnameError
		invalid x509.CertificateInvalidError
		record  tls.RecordHeaderError
	)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return refusedText
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the connection was reset"
	case errors.As(err, &name) && name.IsNotFound:
		return "there is no host of the name " + name.Name
	case errors.As(err, &name):
		return "the name " + name.Name + " could not be looked up"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "there was no answer in time"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed before the end of the answer"
	case errors.As(err, &unknown):
		return "its certificate is signed by an authority that is not trusted here; SSL_CERT_FILE can name one"
	case errors.As(err, &other):
		return "its certificate is for another host"
	case errors.As(err, &invalid):
		return "its certificate is not valid, or not any more"
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return "it does not speak TLS; the URL begins with http://"
	}
	return err.Error()
}

// isFinal reports whether an error stays, however often the server is asked: its
// name or its certificate is wrong.
func isFinal(err error) bool {
	var (
		name        *net.DNSError
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
	)
	return errors.As(err, &name) && name.IsNotFound || errors.As(err, &certificate) || errors.As(err, &record)
}
