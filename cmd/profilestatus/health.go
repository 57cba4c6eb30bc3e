package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"profilestatus.example/contract/report"
)

// healthFlags are the flags of health.
type healthFlags struct {
	ca      string
	timeout time.Duration
	within  time.Duration
}

// defaultHealthTimeout is less than what container runtimes wait for a health
// command, so that the reason is printed and not cut off.
const defaultHealthTimeout = 3 * time.Second

func newHealth() *cobra.Command {
	var f healthFlags
	c := &cobra.Command{
		Use:   "health [URL] [flags]",
		Short: "Check whether a running service is healthy",
		Long: `Request /readyz of a running service, which answers 200 if the service can store
statuses, can verify tokens and is not about to stop. For containers without a shell,
and for scripts that wait for the service.

URL is the origin of the service, or the base URL that serve prints. A URL with any
other path is requested as it is, such as one that ends with /livez, which says only
that the process responds. Without URL, it is the service that serve would start with
the same environment and --config file: its address and, with TLS, its certificate. A
container's health command therefore needs no arguments.

Only 200 is healthy. Redirects are not followed.`,
		Example: `  profilestatus health
  profilestatus health http://127.0.0.1:8080/beta --within 30s
  profilestatus health https://mock.example --ca ca.pem --timeout 1s`,
		Args: countArgs(0, 1, "at most one URL"),
	}
	flags := c.Flags()
	addCA(flags, &f.ca)
	addDuration(flags, &f.timeout, "timeout", defaultHealthTimeout, time.Millisecond, time.Hour, "how long to wait for each response, 1ms to 1h")
	addDuration(flags, &f.within, "within", 0, 0, time.Hour, "how long to retry until the service is healthy, 0s to 1h; 0s: try once")
	exitCodes(c, `  0  the service is healthy
  1  it is not healthy, does not respond, or its certificate is not trusted; the reason is on stderr
  2  wrong usage`)
	c.RunE = func(c *cobra.Command, args []string) error {
		target, config, err := f.target(c, args)
		if err != nil {
			return err
		}
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.TLSClientConfig = config
		client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		defer client.CloseIdleConnections()
		if err := f.ask(c.Context(), client, target); err != nil {
			return err
		}
		return printText(c.OutOrStdout(), report.RedactURL(target)+" is healthy\n")
	}
	return command(c)
}

// target returns the URL to ask and whose certificates are trusted there.
func (f *healthFlags) target(c *cobra.Command, args []string) (string, *tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	target := ""
	if len(args) == 1 {
		text, err := parseServer(args[0])
		if err != nil {
			return "", nil, usageError{fmt.Errorf("URL: %w", err)}
		}
		target = text
	} else {
		var err error
		if target, err = ownService(c, config); err != nil {
			return "", nil, err
		}
	}
	if f.ca != "" {
		pem, err := readCA(f.ca)
		if err != nil {
			return "", nil, err
		}
		config.RootCAs = x509.NewCertPool()
		config.RootCAs.AppendCertsFromPEM(pem)
	}
	target, err := healthURL(target)
	return target, config, err
}

// basePath is the path of a base URL, or its end where the URL names a tenant.
const basePath = "/beta"

// healthURL replaces the path of an origin or of a base URL.
func healthURL(target string) (string, error) {
	u, err := url.Parse(target)
	if err != nil {
		return "", err
	}
	if path := strings.TrimSuffix(u.Path, "/"); path == "" || strings.HasSuffix(path, basePath) {
		u.Path, u.RawPath = readyPath, ""
	}
	return u.String(), nil
}

// ownService returns the origin of the service that serve would start with the same
// environment and file as this command, and lets config trust the certificate that it would show.
func ownService(c *cobra.Command, config *tls.Config) (string, error) {
	serve, _, err := c.Root().Find([]string{"serve"})
	if err != nil {
		return "", err
	}
	if f := c.Flags().Lookup(configFlag); f.Changed {
		_ = serve.Flags().Set(configFlag, f.Value.String()) // any text is right
	}
	if _, err := inherit(serve); err != nil {
		return "", err
	}
	value := func(flag string) string { return serve.Flags().Lookup(flag).Value.String() }
	host, port, err := net.SplitHostPort(value("addr"))
	if err != nil {
		return "", err
	}
	if port == "0" {
		return "", usageError{errors.New("only serve knows which port is free; give the URL that it has printed")}
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	origin := "://" + net.JoinHostPort(host, port)
	f := serveFlags{store: value("store"), identity: identityFlags{keys: value("keys")}}
	switch cert := value("tls-cert"); {
	case value("tls") == selfSigned:
		a, err := openAuthority(f.folder())
		if err != nil {
			return "", &flagError{flag: "keys", value: f.folder(), problem: err}
		}
		config.RootCAs = x509.NewCertPool()
		config.RootCAs.AddCert(a.certificate)
	case cert != "":
		if err := trustFile(config, cert); err != nil {
			return "", fileError("tls-cert", cert, err)
		}
	default:
		return "http" + origin, nil
	}
	return "https" + origin, nil
}

// trustFile trusts the certificates of a file of --tls-cert and expects the name
// that the first of them is for, since the address asked is none of its names.
func trustFile(config *tls.Config, name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return errors.New("it contains no PEM certificate")
	}
	leaf, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return err
	}
	config.RootCAs = x509.NewCertPool()
	config.RootCAs.AppendCertsFromPEM(text)
	switch {
	case len(leaf.DNSNames) > 0:
		config.ServerName = strings.Replace(leaf.DNSNames[0], "*", "any", 1)
	case len(leaf.IPAddresses) > 0:
		config.ServerName = leaf.IPAddresses[0].String()
	}
	return nil
}

// ask asks until the service is healthy or the time of --within is over, and at
// least once.
func (f *healthFlags) ask(ctx context.Context, client *http.Client, target string) error {
	end := time.Now().Add(f.within)
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		err := f.askOnce(ctx, client, target)
		if err == nil || ctx.Err() != nil || time.Now().Add(pause).After(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// maxReason is how much of an answer is read, in bytes.
const maxReason = 64 << 10

func (f *healthFlags) askOnce(ctx context.Context, client *http.Client, target string) error {
	ctx, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return usageError{err}
	}
	answer, err := client.Do(r)
	target = report.RedactURL(target)
	var failed *url.Error
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("%s did not answer within %s", target, shortDuration(f.timeout))
	case errors.As(err, &failed):
		return fmt.Errorf("%s does not answer: %w", target, failed.Err)
	case err != nil:
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(answer.Body, maxReason)) // what came of it may still tell
	if reason := reasonIn(text); reason != "" {
		return fmt.Errorf("%s answered %s: %q", target, answer.Status, reason) // quoted: it may hold anything
	}
	return fmt.Errorf("%s answered %s", target, answer.Status)
}
