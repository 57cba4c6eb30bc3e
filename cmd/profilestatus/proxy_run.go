package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/proxy"
)

const (
	proxyDrain       = 10 * time.Second // for what is in flight at the end
	proxyHeaderBytes = 64 << 10
)

// runProxy runs the proxy until ctx or its command ends, and returns
// the verdict.
func runProxy(ctx context.Context, f *proxyFlags, stdout, stderr io.Writer) error {
	log := f.log.logger(stderr)
	sides, err := f.failing()
	if err != nil {
		return err
	}
	if f.to == "" {
		return usageError{errors.New("--to is missing: want the base URL of a server, such as http://127.0.0.1:8080/beta")}
	}
	loopback, err := checkListener(f.addr, f.publicNoAuth)
	if err != nil {
		return err
	}
	c, document, text, err := f.load()
	if err != nil {
		return err
	}
	warnOf(c, document, log)
	known, err := f.files.known()
	if err != nil {
		return usageError{err}
	}
	if err := waitFor(ctx, f.to, f.wait); err != nil {
		return err
	}
	j, p, err := f.build(c, log)
	if err != nil {
		return err
	}
	var h http.Handler = p
	if loopback {
		h = guardControl(p, loopbackNames(f.addr))
	}
	if err := f.checkFiles(); err != nil {
		return err
	}
	f.limits.choose(limitMemory(), j.Limits().Request+j.Limits().Response+proxyHeaderBytes) // the bodies of an exchange
	secure, err := f.way.tls.config(log)
	if err != nil {
		return err
	}
	ln, base, err := f.way.listenAt(f.addr, f.limits.connections, secure != nil, c.BasePath())
	if err != nil {
		return err
	}
	f.limits.log(log)
	v := &verdict{
		journal: j, sides: sides, strict: f.strict, document: document, source: text, to: f.to, origin: f.origin(c.BasePath()),
		files: &f.files, known: known,
	}
	err = f.serve(ctx, newProxyWeb(h, log, secure), ln, log, base, v, stdout, stderr)
	return errors.Join(err, p.Close(), v.write(f), v.tell(stderr, log))
}

// warnOf logs what is wrong with the document, and what of it nobody validates.
func warnOf(c *contract.Contract, document string, log *slog.Logger) {
	for _, fault := range c.Warnings() {
		log.Warn("the document has a fault", "file", document, "fault", fault.String())
	}
	for _, note := range c.Notes() {
		log.Warn("not validated", "file", document, "what", note.String())
	}
}

// newProxyWeb returns a server of HTTP/1.1 and HTTP/2, with and without TLS.
func newProxyWeb(h http.Handler, log *slog.Logger, secure *tls.Config) *http.Server {
	web := newWeb(h, log)
	web.ReadTimeout, web.WriteTimeout, web.MaxHeaderBytes = 0, 0, proxyHeaderBytes // bodies may stream
	web.TLSConfig, web.Protocols = secure, new(http.Protocols)
	web.Protocols.SetHTTP1(true)
	web.Protocols.SetHTTP2(true)
	web.Protocols.SetUnencryptedHTTP2(true)
	return web
}

// build makes the proxy and its journal.
func (f *proxyFlags) build(c *contract.Contract, log *slog.Logger) (*journal.Journal, *proxy.Proxy, error) {
	tolerance, err := f.tolerance.options(c)
	if err != nil {
		return nil, nil, err
	}
	j, err := journal.New(c, append(tolerance, journal.WithMaxBodyBytes(f.maxBody))...)
	if err != nil {
		return nil, nil, usageError{err}
	}
	options, err := f.options()
	if err != nil {
		return nil, nil, err
	}
	p, err := proxy.New(j, f.to, append(options, proxy.WithLogger(log))...)
	if err != nil {
		return nil, nil, usageError{err}
	}
	return j, p, nil
}

// serve serves until the end, and tells v how the command ended.
func (f *proxyFlags) serve(ctx context.Context, web *http.Server, ln net.Listener, log *slog.Logger, base string, v *verdict, stdout, stderr io.Writer) error {
	if f.exec == "" {
		return runUntil(ctx, web, ln, func() {}, proxyDrain, log, func() error {
			return printText(stdout, base+"\n")
		})
	}
	// Signals are the command's: the proxy ends with it.
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	command := newChild(f.exec, base, stdout, stderr)
	err := runUntil(ctx, web, ln, func() {}, proxyDrain, log, func() error {
		fmt.Fprintln(stderr, base)
		if err := command.start(cancel); err != nil {
			return fmt.Errorf("--exec: %w", err)
		}
		return nil
	})
	v.command, v.failed = f.exec, command.wait()
	return err
}
