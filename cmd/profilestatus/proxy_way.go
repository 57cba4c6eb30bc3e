package main

import (
	"crypto/x509"
	"errors"
	"net"
	"os"
	"strings"

	"github.com/spf13/pflag"
	"golang.org/x/net/netutil"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/proxy"
)

// proxyWay are the flags of the way from the client to the server.
type proxyWay struct {
	tls       tlsFlags
	ca        string
	forwarded bool
}

func (f *proxyWay) add(flags *pflag.FlagSet) {
	f.tls.add(flags)
	addCA(flags, &f.ca)
	flags.BoolVar(&f.forwarded, "forwarded", false, "add Via, X-Forwarded-For, X-Forwarded-Host and X-Forwarded-Proto to requests")
}

func addCA(flags *pflag.FlagSet, to *string) {
	flags.StringVar(to, "ca", "", "`file` with the CA certificates to trust for the server, in PEM; default: those of the system")
}

// readCA reads the file of --ca.
func readCA(name string) ([]byte, error) {
	pem, err := os.ReadFile(name)
	if err == nil && !x509.NewCertPool().AppendCertsFromPEM(pem) {
		err = errors.New("it contains no PEM certificate")
	}
	if err != nil {
		return nil, usageError{fileError("ca", name, err)}
	}
	return pem, nil
}

func (f *proxyWay) options() ([]proxy.Option, error) {
	var options []proxy.Option
	if f.forwarded {
		options = append(options, proxy.WithForwarding())
	}
	if f.ca != "" {
		pem, err := readCA(f.ca)
		if err != nil {
			return nil, err
		}
		options = append(options, proxy.WithRootCAs(pem))
	}
	return options, nil
}

// proxyTolerance are the flags for what is wrong and no finding.
type proxyTolerance struct{ tolerate, expect []string }

func (f *proxyTolerance) add(flags *pflag.FlagSet) {
	addList(flags, &f.tolerate, "tolerate", nil, "`rules` that may be broken, comma-separated, each anywhere or only at one place, such as enum:/status")
	flags.StringArrayVar(&f.expect, "expect", nil, "a rule that a test breaks on purpose, as `'TEST: RULE'`, optionally at one place, such as 'refuses it: enum:/status'; may be repeated")
}

// options are checked, each by itself.
func (f *proxyTolerance) options(c *contract.Contract) ([]journal.Option, error) {
	var all []journal.Option
	add := func(flag, value string, option journal.Option) error {
		if _, err := journal.New(c, option); err != nil {
			return usageError{&flagError{flag: flag, value: value, problem: errors.Unwrap(err)}}
		}
		all = append(all, option)
		return nil
	}
	errs := []error{add("tolerate", strings.Join(f.tolerate, ","), journal.WithTolerated(f.tolerate...))}
	for _, text := range f.expect {
		i := strings.LastIndex(text, ": ")
		if i < 0 {
			errs = append(errs, usageError{&flagError{flag: "expect", value: text, problem: want("the name of a test, a colon, a space and a rule")}})
			continue
		}
		errs = append(errs, add("expect", text, journal.WithExpected(text[:i], text[i+2:])))
	}
	return all, errors.Join(errs...)
}

const unixPrefix = "unix:"

// parseTo accepts a URL as parseServer does, one of HTTP/2 without TLS, and a
// Unix socket.
func parseTo(text string) (string, error) {
	if rest, ok := strings.CutPrefix(text, "h2c://"); ok {
		_, err := parseServer("http://" + rest)
		return text, err
	}
	if path, ok := strings.CutPrefix(text, unixPrefix); ok {
		if path == "" || path[0] == ':' {
			return "", want("the path of a socket, such as unix:/run/api.sock, perhaps with a path as in unix:/run/api.sock:/beta")
		}
		return text, nil
	}
	return parseServer(text)
}

// parseListener accepts host:port or a Unix socket.
func parseListener(text string) (string, error) {
	if path, ok := strings.CutPrefix(text, unixPrefix); ok && path != "" {
		return text, nil
	}
	if _, err := parseAddr(text); err != nil {
		return "", want("host:port, such as 127.0.0.1:8080, or unix: and a path")
	}
	return text, nil
}

// listenAt listens on an address or a socket, and returns the base URL of a path
// there. A socket is for this user alone.
func (f *proxyWay) listenAt(addr string, most int, secure bool, path string) (net.Listener, string, error) {
	socket, ok := strings.CutPrefix(addr, unixPrefix)
	if !ok {
		ln, err := listen("addr", addr, most)
		if err != nil {
			return nil, "", err
		}
		scheme := "http"
		if secure {
			scheme = "https"
		}
		return ln, baseURL(scheme, ln.Addr(), path), nil
	}
	if info, err := os.Lstat(socket); err == nil && info.Mode()&os.ModeSocket != 0 {
		conn, err := net.Dial("unix", socket)
		if err == nil {
			_ = conn.Close()
			return nil, "", &flagError{flag: "addr", value: addr, problem: errors.New("another process listens there already")}
		}
		_ = os.Remove(socket) // one that nobody listens on any more
	}
	ln, err := net.Listen("unix", socket)
	if err != nil {
		return nil, "", listenError("addr", addr, err)
	}
	if err := os.Chmod(socket, 0o600); err != nil {
		return nil, "", errors.Join(&flagError{flag: "addr", value: addr, problem: err}, ln.Close())
	}
	base := addr
	if path != "" {
		base += ":" + path
	}
	return netutil.LimitListener(ln, most), base, nil
}

// checkListener is checkAddr, for a socket too, which only this machine reaches.
func checkListener(addr string, public bool) (loopback bool, err error) {
	if strings.HasPrefix(addr, unixPrefix) {
		return true, nil
	}
	return checkAddr("addr", addr, public)
}
