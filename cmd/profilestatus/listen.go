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
	"syscall"
	"time"

	"golang.org/x/net/netutil"

	"profilestatus.example/internal/address"
)

// Limits of a connection. Go's server has none of its own.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second // header and body
	writeTimeout      = 25 * time.Second // from the end of the header: body, store and answer
	idleTimeout       = time.Minute
	maxHeaderBytes    = 16 << 10
)

// printText prints what scripts wait for. A pipe that has ended or a full disk
// is an error: a script that got nothing must not take it for success.
func printText(stdout io.Writer, text string) error {
	if _, err := io.WriteString(stdout, text); err != nil {
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

// runUntil serves, calls ready when connections are accepted, and ends in order
// when ctx does: settle is called, and then requests in flight get as long as drain.
func runUntil(ctx context.Context, web *http.Server, ln net.Listener, settle func(), drain time.Duration, log *slog.Logger, ready func() error) error {
	ended := make(chan error, 1)
	go func() { // the listener queues from here on
		if web.TLSConfig != nil {
			ended <- web.ServeTLS(ln, "", "")
			return
		}
		ended <- web.Serve(ln)
	}()
	if err := ready(); err != nil {
		return errors.Join(err, web.Close())
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping", "drain", drain.String())
	settle()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := web.Shutdown(ctx); err != nil {
		log.Warn("requests in flight were cut off", "drain", drain.String())
		return web.Close()
	}
	return nil
}

// listen listens on the address of a flag. Of more than most connections at a
// time the rest waits, unaccepted.
func listen(flag, addr string, most int) (net.Listener, error) {
	var config net.ListenConfig
	config.SetMultipathTCP(false) // which knows no ignoreNew
	ln, err := config.Listen(context.Background(), "tcp", addr)
	if err != nil {
		return nil, listenError(flag, addr, err)
	}
	return ownListener{netutil.LimitListener(ln, most), ln.(*net.TCPListener)}, nil
}

// baseURL returns the address that a client on this machine can use.
func baseURL(scheme string, addr net.Addr, path string) string {
	host := addr.String()
	if tcp, ok := addr.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		host = fmt.Sprintf("127.0.0.1:%d", tcp.Port)
	}
	return scheme + "://" + host + path
}

// scheme is that of a listener's URLs.
func scheme(config *tls.Config) string {
	if config == nil {
		return "http"
	}
	return "https"
}

var errPublic = errors.New("other machines could reach it, and any token is accepted; listen on 127.0.0.1, or accept only tokens of an --issuer, or add --public-without-authentication")

// checkAddr reports whether an address is a loopback one, and refuses others
// unless they were asked for in words.
func checkAddr(flag, addr string, public bool) (loopback bool, err error) {
	if address.IsLoopback(addr) {
		return true, nil
	}
	if !public {
		return false, usageError{&flagError{flag: flag, value: addr, problem: errPublic}}
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
		err = errors.New("the port is in use; choose another one, or port 0 for any free port")
	case errors.Is(err, syscall.EACCES):
		err = errors.New("the port may not be used by this user; choose one above 1023")
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		err = errors.New("this machine has no such address; use 127.0.0.1")
	}
	return &flagError{flag: flag, value: addr, problem: err}
}
