package server_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"profilestatus.example/internal/linelog"
	"profilestatus.example/server"
	"profilestatus.example/store"
	"profilestatus.example/store/memory"
	"profilestatus.example/test/bench/bare"
)

// A loopConn is a connection on which the same request arrives n times.
type loopConn struct {
	net.Conn
	request  []byte
	rest     []byte
	n        int
	written  int
	answered chan struct{}
}

func (c *loopConn) Read(p []byte) (int, error) {
	if len(p) == 1 { // Go looks whether the client is still there, until it has answered
		<-c.answered
		return 0, os.ErrDeadlineExceeded
	}
	if len(c.rest) == 0 {
		if c.n == 0 {
			return 0, io.EOF
		}
		c.n--
		c.rest = c.request
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

func (c *loopConn) SetReadDeadline(t time.Time) error {
	if !t.IsZero() && t.Before(time.Now()) {
		c.answered <- struct{}{}
	}
	return nil
}

func (c *loopConn) Write(p []byte) (int, error)      { c.written += len(p); return len(p), nil }
func (c *loopConn) Close() error                     { return nil }
func (c *loopConn) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (c *loopConn) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (c *loopConn) SetDeadline(time.Time) error      { return nil }
func (c *loopConn) SetWriteDeadline(time.Time) error { return nil }

// A loopListener accepts one connection.
type loopListener struct {
	conn chan net.Conn
}

func (l loopListener) Accept() (net.Conn, error) {
	if c, ok := <-l.conn; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}
func (l loopListener) Close() error   { return nil }
func (l loopListener) Addr() net.Addr { return &net.TCPAddr{} }

// loop serves the same request n times on one connection, and returns how many are
// left and how many bytes were answered.
func loop(h http.Handler, request string, n int) (left, written int) {
	conn := &loopConn{request: []byte(request), n: n, answered: make(chan struct{})}
	l := loopListener{make(chan net.Conn, 1)}
	l.conn <- conn
	web := &http.Server{Handler: h, ConnState: func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			close(l.conn)
		}
	}}
	_ = web.Serve(l) // until the connection is at its end
	return conn.n, conn.written
}

// createRequest is a create as it stands on the wire.
var createRequest = fmt.Sprintf("POST %s HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", statusPath, len(validBody), validBody)

// BenchmarkCreate compares creates through Go's HTTP server, without the
// network, with the bare handler.
func BenchmarkCreate(b *testing.B) {
	quiet, err := server.New(server.WithStore(forgetful{memory.New(1)}))
	if err != nil {
		b.Fatal(err)
	}
	logging, err := server.New(server.WithStore(memory.New(1<<30)), server.WithLogger(slog.New(linelog.NewJSON(linelog.NewWriter(io.Discard), slog.LevelInfo))))
	if err != nil {
		b.Fatal(err)
	}
	memory, err := server.New(server.WithStore(memory.New(1 << 30)))
	if err != nil {
		b.Fatal(err)
	}
	for _, bb := range []struct {
		name    string
		handler http.Handler
		reason  string
	}{
		{"bare Echo", bare.New(), "what any service on this machine costs at least"},
		{"no store", quiet, "what the contract adds to it"},
		{"memory", memory, "what the store adds to that"},
		{"log", logging, "what a line in the log adds, without the system calls for it"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			because(b, bb.reason)
			b.ReportAllocs()
			left, written := loop(bb.handler, createRequest, b.N)
			if left != 0 || written < b.N*len(validBody) {
				b.Fatalf("%d requests are left, %d bytes were answered", left, written)
			}
		})
	}
}

// forgetful takes everything and keeps nothing.
type forgetful struct{ store.Store }

func (forgetful) Create(context.Context, store.Record) error { return nil }
