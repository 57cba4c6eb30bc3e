package postgres_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"

	"profilestatus.example/store/postgres"
)

// A fault is what happens to a commit on its way.
type fault int

const (
	none        fault = iota
	cutBefore         // the connection is cut and the server gets nothing
	cutAfter          // the server has answered and the connection is cut
	cutBetween        // the connection to the client is cut, and the server gets the commit when the proxy is told to
	cutAndHang        // the connection to the client is cut, the one to the server stays
	stopForward       // nothing is passed on any more, on any connection
)

// hasCommit reports whether a message ends a writer's transaction: by itself, or
// with what it adds, by the name under which pgx has prepared it.
func hasCommit(message []byte) bool {
	name := sha256.Sum256([]byte(postgres.AddRecords))
	return bytes.Contains(message, []byte("Q\x00\x00\x00\x0bCOMMIT\x00")) ||
		bytes.Contains(message, fmt.Appendf(nil, "\x00stmtcache_%x\x00", name[:24]))
}

// A proxy stands between a store and the server.
type proxy struct {
	listener net.Listener
	socket   string // of the server

	mu         sync.Mutex
	fault      fault // of the next commit
	met        chan struct{}
	goOn       chan struct{} // what was held goes on
	late       chan struct{} // something that was held is answered
	thenRefuse bool          // after the fault
	refusing   bool          // new connections are closed
	conns      []net.Conn
}

// startProxy starts a proxy in front of the tests' own server.
func startProxy(t *testing.T, socket string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, socket: socket, goOn: make(chan struct{}), late: make(chan struct{}, 10)}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() { p.serve(client) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		p.release()
		p.mu.Lock()
		for _, c := range p.conns {
			c.Close()
		}
		p.mu.Unlock()
		running.Wait()
	})
	return p
}

func (p *proxy) dsn(schema string) string {
	return fmt.Sprintf("postgres://postgres@%s/postgres?sslmode=disable&search_path=%s", p.listener.Addr(), schema)
}

// arm lets the fault happen to the next commit. The channel is closed then.
func (p *proxy) arm(f fault) (met <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault, p.met = f, make(chan struct{})
	return p.met
}

// armAndRefuse does the same and from then on closes new connections.
func (p *proxy) armAndRefuse(f fault) (met <-chan struct{}) {
	met = p.arm(f)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.thenRefuse = true
	return met
}

// accept lets new connections in again.
func (p *proxy) accept() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refusing = false
}

// release lets go on what is held. It is not held again.
func (p *proxy) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.goOn:
	default:
		close(p.goOn)
	}
}

func (p *proxy) serve(client net.Conn) {
	server, err := net.Dial("unix", p.socket)
	if err != nil {
		client.Close()
		return
	}
	p.mu.Lock()
	refusing := p.refusing
	p.conns = append(p.conns, client, server)
	p.mu.Unlock()
	answers := make(chan struct{}) // closed when the server has ended the connection
	swallow := &switchWriter{to: client}
	go func() {
		defer close(answers)
		io.Copy(swallow, server)
		client.Close()
	}()
	if refusing {
		client.Close()
	}
	p.forward(client, server, swallow)
	server.Close()
	<-answers
}

// forward passes on what the client sends, until a fault or the end.
func (p *proxy) forward(client, server net.Conn, answers *switchWriter) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		f := none
		if hasCommit(buffer[:n]) {
			p.mu.Lock()
			if f, p.fault = p.fault, none; f != none {
				p.refusing, p.thenRefuse = p.thenRefuse, false
				close(p.met)
			}
			p.mu.Unlock()
		}
		switch f {
		case cutBefore:
			return
		case cutAfter:
			answered := answers.swallow()
			server.Write(buffer[:n])
			<-answered
			return
		case cutBetween:
			client.Close()
			<-p.goOn
			answered := answers.swallow()
			server.Write(buffer[:n])
			<-answered
			p.late <- struct{}{}
			return
		case cutAndHang, stopForward:
			if f == cutAndHang {
				client.Close()
			}
			<-p.goOn
			return
		}
		if _, err := server.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// A switchWriter passes on what it is given until it is told to swallow it.
type switchWriter struct {
	mu       sync.Mutex
	to       io.Writer
	answered chan struct{}
}

// swallow returns a channel that is closed when something was swallowed.
func (w *switchWriter) swallow() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answered = make(chan struct{})
	return w.answered
}

func (w *switchWriter) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.answered == nil {
		return w.to.Write(b)
	}
	select {
	case <-w.answered:
	default:
		close(w.answered)
	}
	return len(b), nil
}
