package main

import (
	"crypto/tls"
	"errors"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/spf13/pflag"
)

// tlsFlags are the flags of a listener with TLS by files.
type tlsFlags struct{ cert, key string }

func (f *tlsFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.cert, "tls-cert", "", "`file` with the certificate chain of this listener in PEM; it is reloaded when it changes")
	flags.StringVar(&f.key, "tls-key", "", "`file` with the private key of --tls-cert in PEM")
}

// config returns the configuration of a listener, nil without the flags.
func (f *tlsFlags) config(log *slog.Logger) (*tls.Config, error) {
	switch {
	case f.cert == "" && f.key == "":
		return nil, nil
	case f.cert == "":
		return nil, usageError{&flagError{flag: "tls-key", value: f.key, problem: errors.New("it needs --tls-cert")}}
	case f.key == "":
		return nil, usageError{&flagError{flag: "tls-cert", value: f.cert, problem: errors.New("it needs --tls-key")}}
	}
	files := &certificateFiles{tlsFlags: *f, log: log}
	if err := files.read(); err != nil {
		return nil, &flagError{flag: "tls-cert", value: f.cert, problem: err}
	}
	return listenerTLS(files.certificate), nil
}

// listenerTLS is what every listener offers: TLS 1.2 and later, HTTP/2 and 1.1.
func listenerTLS(certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: certificate, NextProtos: []string{"h2", "http/1.1"}}
}

// certificateFiles is a certificate in files that may be replaced while it is
// used, as tools that renew certificates do.
type certificateFiles struct {
	tlsFlags
	log *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	looked  time.Time    // when the files were looked at
	changed [2]time.Time // when they were changed, certificate and key
}

// lookAgain is how often the files are looked at.
const lookAgain = time.Second

// certificate returns what is in the files now. While they cannot be read, or
// the one has been replaced and the other not yet, it is what was in them.
func (c *certificateFiles) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.looked) > lookAgain {
		if err := c.read(); err != nil {
			c.log.Warn("the certificate cannot be reloaded; the last one stays in use", "file", c.cert, "error", err.Error())
		}
	}
	return c.current, nil
}

func (c *certificateFiles) read() error {
	c.looked = time.Now()
	var changed [2]time.Time
	for n, file := range []string{c.cert, c.key} {
		info, err := os.Stat(file)
		if err != nil {
			return err
		}
		changed[n] = info.ModTime()
	}
	if c.current != nil && changed == c.changed {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return err
	}
	c.current, c.changed = &pair, changed
	return nil
}
