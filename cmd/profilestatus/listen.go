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

	"profilestatus.example/server"
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
	log, err := f.log.logger(stderr)
	if err != nil {
		return err
	}
	if f.drain < 0 || f.drain > 10*time.Minute {
		return usageError{fmt.Errorf("--drain %v: want 0s to 10m", f.drain)}
	}
	loopback, err := checkAddr("addr", f.addr, f.publicNoAuth)
	if err != nil {
		return err
	}
	j, stopAdmin, err := f.startAdmin(log)
	if err != nil {
		return err
	}
	defer stopAdmin()
	tuneMemory()
	store, closeStore, err := openStore(ctx, f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	srv, err := server.New(f.options(log, store, loopback, j)...)
	if err != nil {
		return usageError{flagged(err)}
	}
	ln, err := net.Listen("tcp", f.addr)
	if err != nil {
		return listenError("addr", f.addr, err)
	}
	return runUntilSignal(ctx, newWeb(srv, log), ln, f.drain, log, func() error {
		return printLine(stdout, fmt.Sprintf("http://%s%s", ln.Addr(), srv.BasePath()))
	})
}

// printLine prints the line that scripts wait for.
func printLine(stdout io.Writer, line string) error {
	if _, err := fmt.Fprintln(stdout, line); err != nil {
		return fmt.Errorf("stdout: %w", err)
	}
	return nil
}

// newWeb returns an HTTP server with all the limits.
func newWeb(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		// OPTIONS * would otherwise be answered before the handler.
		DisableGeneralOptionsHandler: true,
	}
}

// runUntilSignal serves, calls ready when connections are accepted, and ends
// in order at the first SIGINT or SIGTERM. A second one ends the process at
// once.
func runUntilSignal(ctx context.Context, web *http.Server, ln net.Listener, drain time.Duration, log *slog.Logger, ready func() error) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	return runUntil(ctx, stop, web, ln, drain, log, ready)
}

// runUntil is runUntilSignal for a ctx that ends for any reason; stop is called
// when it has.
func runUntil(ctx context.Context, stop func(), web *http.Server, ln net.Listener, drain time.Duration, log *slog.Logger, ready func() error) error {
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(ln) }() // the listener queues from here on
	if err := ready(); err != nil {
		return errors.Join(err, web.Close())
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
// unless the environment says otherwise.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// checkAddr reports whether an address is a loopback one, and refuses others
// unless they were asked for in words.
func checkAddr(flag, addr string, public bool) (loopback bool, err error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false, usageError{fmt.Errorf("--%s %q: want host:port, such as 127.0.0.1:8080", flag, addr)}
	}
	ip := net.ParseIP(host)
	if host == "localhost" || ip != nil && ip.IsLoopback() {
		return true, nil
	}
	if !public {
		return false, usageError{fmt.Errorf("--%s %s: other machines could reach it, and any token is accepted; listen on 127.0.0.1, or add --public-without-authentication", flag, addr)}
	}
	return false, nil
}

// loopbackNames are the hosts by which a loopback listener is addressed.
func loopbackNames(addr string) []string {
	host, _, _ := net.SplitHostPort(addr)
	return []string{"localhost", "127.0.0.1", "::1", host}
}

// listenError says what to do about an address that cannot be listened on.
func listenError(flag, addr string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("--%s %s: the port is taken; choose another one, or port 0 for any that is free", flag, addr)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("--%s %s: the port may not be used by this user; choose one above 1023", flag, addr)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("--%s %s: this machine has no such address; use 127.0.0.1", flag, addr)
	}
	return fmt.Errorf("--%s %s: %w", flag, addr, err)
}

// flagged names the flag where the server names its option.
func flagged(err error) error {
	return errors.New(options.Replace(strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(err.Error(), "server: "), "journal: "), "proxy: ")))
}

var options = strings.NewReplacer(
	"WithMaxBodyBytes(", "--max-body ",
	"WithProfiles", "--profiles",
	"WithPublicURL(", "--public-url ",
	"WithMaxEntries(", "--admin-entries ",
	"WithTimeout(", "--timeout ",
	"): ", ": ",
)
