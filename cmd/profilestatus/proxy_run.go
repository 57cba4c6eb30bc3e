package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

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
	loopback, err := checkAddr("addr", f.addr, f.publicNoAuth)
	if err != nil {
		return err
	}
	c, document, text, err := f.document()
	if err != nil {
		return err
	}
	for _, fault := range c.Warnings() {
		log.Warn("the document has a fault", "file", document, "fault", fault.String())
	}
	for _, note := range c.Notes() {
		log.Warn("not validated", "file", document, "what", note.String())
	}
	known, err := f.files.known()
	if err != nil {
		return usageError{err}
	}
	j, err := journal.New(c, journal.WithMaxBodyBytes(f.maxBody))
	if err != nil {
		return usageError{err}
	}
	p, err := proxy.New(j, f.to, append(f.options(), proxy.WithLogger(log))...)
	if err != nil {
		return usageError{err}
	}
	var h http.Handler = p
	if loopback {
		h = guardControl(p, loopbackNames(f.addr))
	}
	if err := f.checkFiles(); err != nil {
		return err
	}
	f.limits.choose(limitMemory(), j.Limits().Request+j.Limits().Response+proxyHeaderBytes) // the bodies of an exchange
	ln, err := listen("addr", f.addr, f.limits.connections)
	if err != nil {
		return err
	}
	f.limits.log(log)
	v := &verdict{
		journal: j, sides: sides, strict: f.strict, document: document, source: text, to: f.to, origin: f.origin(c.BasePath()),
		files: &f.files, known: known,
	}
	err = f.serve(ctx, h, ln, log, baseURL(scheme(nil), ln.Addr(), c.BasePath()), v, stdout, stderr)
	return errors.Join(err, v.write(f), v.tell(stderr, log))
}

// serve serves until the end, and tells v how the command ended.
func (f *proxyFlags) serve(ctx context.Context, p http.Handler, ln net.Listener, log *slog.Logger, base string, v *verdict, stdout, stderr io.Writer) error {
	web := newWeb(p, log)
	web.ReadTimeout, web.WriteTimeout, web.MaxHeaderBytes = 0, 0, proxyHeaderBytes // bodies may stream
	if f.exec == "" {
		return runUntil(ctx, web, ln, proxyDrain, log, func() error {
			return printText(stdout, base+"\n")
		})
	}
	// Signals are the command's: the proxy ends with it.
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	command := newChild(f.exec, base, stdout, stderr)
	err := runUntil(ctx, web, ln, proxyDrain, log, func() error {
		fmt.Fprintln(stderr, base)
		if err := command.start(cancel); err != nil {
			return fmt.Errorf("--exec: %w", err)
		}
		return nil
	})
	v.command, v.failed = f.exec, command.wait()
	return err
}
