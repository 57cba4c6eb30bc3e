package tracing

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// settings are what the environment says about the exporter. The sampler, the
// batches and the attributes of the resource are read by the SDK.
type settings struct {
	url      string
	headers  http.Header
	timeout  time.Duration // of a batch, all attempts together
	compress bool
	tls      *tls.Config // nil: that of the system
}

// exporterVariable is a variable that traces can have apart from other signals:
// OTEL_EXPORTER_OTLP_TRACES_name before OTEL_EXPORTER_OTLP_name.
func exporterVariable(name string) string {
	return strings.TrimSpace(cmp.Or(os.Getenv("OTEL_EXPORTER_OTLP_TRACES_"+name), os.Getenv("OTEL_EXPORTER_OTLP_"+name)))
}

// isWanted reports whether the environment asks for traces: by an exporter, or by
// an endpoint alone.
func isWanted() (bool, error) {
	if disabled, _ := strconv.ParseBool(os.Getenv("OTEL_SDK_DISABLED")); disabled {
		return false, nil
	}
	switch name := strings.TrimSpace(os.Getenv("OTEL_TRACES_EXPORTER")); name {
	case "none":
		return false, nil
	case "otlp":
		return true, nil
	case "":
		return exporterVariable("ENDPOINT") != "", nil
	default:
		return false, fmt.Errorf("OTEL_TRACES_EXPORTER is %q, want otlp or none", name)
	}
}

// readSettings reads the environment. No error has a value of the headers, which
// may be secret.
func readSettings() (s settings, err error) {
	if protocol := exporterVariable("PROTOCOL"); protocol != "" && protocol != "http/protobuf" {
		return s, fmt.Errorf("OTEL_EXPORTER_OTLP_PROTOCOL is %q, want http/protobuf", protocol)
	}
	if s.url, err = endpoint(); err != nil {
		return s, err
	}
	if s.headers, err = parseHeaders(exporterVariable("HEADERS")); err != nil {
		return s, err
	}
	s.timeout = 10 * time.Second
	if text := exporterVariable("TIMEOUT"); text != "" {
		ms, err := strconv.ParseUint(text, 10, 31)
		if err != nil || ms == 0 {
			return s, fmt.Errorf("OTEL_EXPORTER_OTLP_TIMEOUT is %q, want milliseconds", text)
		}
		s.timeout = time.Duration(ms) * time.Millisecond
	}
	switch method := exporterVariable("COMPRESSION"); method {
	case "", "none":
	case "gzip":
		s.compress = true
	default:
		return s, fmt.Errorf("OTEL_EXPORTER_OTLP_COMPRESSION is %q, want gzip or none", method)
	}
	if file := exporterVariable("CERTIFICATE"); file != "" {
		pem, err := os.ReadFile(file)
		if err != nil {
			return s, fmt.Errorf("OTEL_EXPORTER_OTLP_CERTIFICATE: %w", err)
		}
		s.tls = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: x509.NewCertPool()}
		if !s.tls.RootCAs.AppendCertsFromPEM(pem) {
			return s, fmt.Errorf("OTEL_EXPORTER_OTLP_CERTIFICATE: %s has no certificate in PEM", file)
		}
	}
	return s, nil
}

// endpoint returns where traces are sent: to the URL for traces as it is, otherwise
// to /v1/traces below the URL for all signals.
func endpoint() (string, error) {
	const fallback = "http://localhost:4318"
	name, text := "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
	path := ""
	if text == "" {
		name, path = "OTEL_EXPORTER_OTLP_ENDPOINT", "v1/traces"
		text = cmp.Or(os.Getenv(name), fallback)
	}
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("%s is no URL such as %s", name, fallback)
	}
	return u.JoinPath(path).String(), nil
}

// parseHeaders reads name=value pairs with commas between them, whose values are
// percent-encoded.
func parseHeaders(text string) (http.Header, error) {
	h := make(http.Header)
	for pair := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, value, ok := strings.Cut(pair, "=")
		value, err := url.PathUnescape(strings.TrimSpace(value))
		if name = strings.TrimSpace(name); !ok || name == "" || err != nil || strings.ContainsAny(value, "\r\n\x00") {
			return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_HEADERS has a part that is not name=value, percent-encoded")
		}
		h.Add(name, value)
	}
	return h, nil
}
