package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/google/uuid"

	"profilestatus/server"
)

// Limits of a connection. Go's server has none of its own.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second // header and body
	writeTimeout      = 25 * time.Second // from the end of the header: body, store and answer
	idleTimeout       = time.Minute
	maxHeaderBytes    = 16 << 10
)

// serve runs the service until a signal comes or ctx ends.
func serve(ctx context.Context, f serveFlags, stdout, stderr io.Writer) (err error) {
	log, err := f.logger(stderr)
	if err != nil {
		return err
	}
	if f.drain < 0 || f.drain > 10*time.Minute {
		return usageError{fmt.Errorf("--drain %v: want 0s to 10m", f.drain)}
	}
	loopback, err := f.checkAddr()
	if err != nil {
		return err
	}
	tuneMemory()
	store, closeStore, err := openStore(ctx, f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	srv, err := server.New(f.options(log, store, loopback)...)
	if err != nil {
		return usageError{flagged(err)}
	}
	ln, err := net.Listen("tcp", f.addr)
	if err != nil {
		return listenError(f.addr, err)
	}
	web := &http.Server{
		Handler:           srv,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		// OPTIONS * would otherwise be answered before the handler.
		DisableGeneralOptionsHandler: true,
	}
	return runUntilSignal(ctx, web, ln, f.drain, log, func() error {
		_, err := fmt.Fprintf(stdout, "http://%s%s\n", ln.Addr(), srv.BasePath())
		return err
	})
}

// runUntilSignal serves, calls ready when connections are accepted, and ends
// in order at the first SIGINT or SIGTERM. A second one ends the process at
// once.
func runUntilSignal(ctx context.Context, web *http.Server, ln net.Listener, drain time.Duration, log *slog.Logger, ready func() error) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(ln) }() // the listener queues from here on
	if err := ready(); err != nil {
		return errors.Join(fmt.Errorf("stdout: %w", err), web.Close())
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stop() // from here on a signal has its usual effect
	log.Info("stopping", "drain", drain.String())
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := web.Shutdown(ctx); err != nil {
		log.Warn("requests in flight were cut", "drain", drain.String())
		return web.Close()
	}
	return nil
}

// tuneMemory trades a few MiB for a tenth less time in the garbage collector,
// unless the environment says otherwise, and lets random bytes for ids be read
// several ids at a time.
func tuneMemory() {
	uuid.EnableRandPool()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// checkAddr reports whether the address is a loopback one, and refuses others
// unless they were asked for in words.
func (f *serveFlags) checkAddr() (loopback bool, err error) {
	host, _, err := net.SplitHostPort(f.addr)
	if err != nil {
		return false, usageError{fmt.Errorf("--addr %q: want host:port, such as 127.0.0.1:8080", f.addr)}
	}
	ip := net.ParseIP(host)
	if host == "localhost" || ip != nil && ip.IsLoopback() {
		return true, nil
	}
	if !f.publicNoAuth {
		return false, usageError{fmt.Errorf("--addr %s: other machines could reach it, and any token is accepted; listen on 127.0.0.1, or add --public-without-authentication", f.addr)}
	}
	return false, nil
}

// loopbackNames are the hosts by which a loopback listener is addressed.
func loopbackNames(addr string) []string {
	host, _, _ := net.SplitHostPort(addr)
	return []string{"localhost", "127.0.0.1", "::1", host}
}

// listenError says what to do about an address that cannot be listened on.
func listenError(addr string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("--addr %s: the port is taken; choose another one, or port 0 for any that is free", addr)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("--addr %s: the port may not be used by this user; choose one above 1023", addr)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("--addr %s: this machine has no such address; use 127.0.0.1", addr)
	}
	return fmt.Errorf("--addr %s: %w", addr, err)
}

// flagged names the flag where the server names its option.
func flagged(err error) error {
	return errors.New(options.Replace(strings.TrimPrefix(err.Error(), "server: ")))
}

var options = strings.NewReplacer(
	"WithMaxBodyBytes(", "--max-body ",
	"WithProfiles", "--profiles",
	"WithPublicURL(", "--public-url ",
	"): ", ": ",
)
