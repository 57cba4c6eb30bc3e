package proxy_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"profilestatus.example/contract/proxy"
)

// A rawServer answers each connection with a text, and keeps what it got.
type rawServer struct {
	net.Listener
	answer string
	mu     sync.Mutex
	got    []byte
}

// serveRaw starts a raw server.
func serveRaw(t *testing.T, answer string) *rawServer {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &rawServer{Listener: ln, answer: answer}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
	return s
}

// serve reads a request, answers and closes. Where the answer begins with 1xx,
// the first of them goes out before the body is read.
func (s *rawServer) serve(conn net.Conn) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	var got bytes.Buffer
	answer := s.answer
	in := bufio.NewReader(io.TeeReader(conn, &got))
	r, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	if first, rest, ok := strings.Cut(answer, "\r\n\r\n"); ok && strings.HasPrefix(first, "HTTP/1.1 1") && r.Header.Get("Upgrade") == "" {
		_, _ = io.WriteString(conn, first+"\r\n\r\n")
		answer = rest
	}
	_, _ = io.Copy(io.Discard, r.Body)
	keep := func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.got = bytes.Clone(got.Bytes())
	}
	keep()
	_, _ = io.WriteString(conn, answer)
	if r.Header.Get("Upgrade") != "" {
		line, _ := in.ReadString('\n')
		keep()
		_, _ = io.WriteString(conn, strings.ToUpper(line))
	}
}

func (s *rawServer) request() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.got)
}

// exchangeRaw sends a text to an address and returns all that comes back.
func exchangeRaw(t *testing.T, addr, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	head, rest, _ := strings.Cut(request, "\r\n\r\n")
	changes := strings.Contains(head, "Upgrade:")
	if !changes {
		head, rest = request, ""
	} else {
		head += "\r\n\r\n"
	}
	if _, err := io.WriteString(conn, head); err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	in := io.TeeReader(conn, &all)
	if changes { // the client waits until the server agrees
		if _, err := http.ReadResponse(bufio.NewReaderSize(in, 16), nil); err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, rest)
	}
	if _, err := io.Copy(io.Discard, in); err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// A rawMessage is what HTTP says of a message on the wire: whatever else two texts
// differ in, means the same.
type rawMessage struct {
	first  string // the request line, or the status
	header []string
	body   string
}

// readMessages reads messages as they stand on the wire: the bodies freed of
// their chunks, and the trailers as headers of the name "trailer …". Headers of
// the connection are left out, and so is what ignore names.
func readMessages(text, method string, ignore ...string) (all []rawMessage) {
	for text != "" {
		head, rest, _ := strings.Cut(text, "\r\n\r\n")
		first, fields, _ := strings.Cut(head, "\r\n")
		m := rawMessage{first: first}
		if fields := strings.SplitN(first, " ", 3); strings.HasPrefix(first, "HTTP/") {
			m.first = fields[1] // the reason phrase says nothing
		}
		h, _ := textproto.NewReader(bufio.NewReader(strings.NewReader(fields + "\r\n\r\n"))).ReadMIMEHeader()
		m.addHeader("", http.Header(h), ignore)
		chunked := strings.Contains(h.Get("Transfer-Encoding"), "chunked")
		switch {
		case strings.HasPrefix(m.first, "1") && m.first != "101":
			text = rest
			all = append(all, m)
			continue
		case chunked && method != "HEAD":
			in := bufio.NewReader(strings.NewReader("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + rest))
			r, err := http.ReadRequest(in)
			if err != nil {
				panic(err)
			}
			body, err := io.ReadAll(r.Body)
			m.body = fmt.Sprint(string(body), ifErr(err))
			m.addHeader("trailer ", r.Trailer, ignore)
		default:
			m.body = rest
		}
		return append(all, m)
	}
	return all
}

func ifErr(err error) string {
	if err == nil {
		return ""
	}
	return " (cut)"
}

func (m *rawMessage) addHeader(prefix string, h http.Header, ignore []string) {
	for name, values := range h {
		if slices.Contains(ignore, name) || slices.Contains(ofConnection, name) || prefix == "" && name == proxy.ViolationsHeader {
			continue
		}
		m.header = append(m.header, fmt.Sprintf("%s%s: %q", prefix, name, values))
	}
	slices.Sort(m.header)
}

// ofConnection are the headers that HTTP ends at a proxy (RFC 9110 section
// 7.6.1), and those that frame a body for one connection (RFC 9112 section 6).
var ofConnection = []string{"Connection", "Keep-Alive", "Proxy-Connection", "Te", "Transfer-Encoding", "Upgrade", "Trailer", "Host"}
