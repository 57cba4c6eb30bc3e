package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"strconv"
)

// A conn is a connection that does no more than HTTP/1.1 with keep-alive needs:
// the client shares the processors with the server that it measures.
type conn struct {
	net.Conn
	in   *bufio.Reader
	want []byte // what the answer begins with
}

func dial(addr string, status int) (*conn, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c, in: bufio.NewReader(c), want: fmt.Appendf(nil, "HTTP/1.1 %d ", status)}, nil
}

var contentLength = []byte("Content-Length: ")

// exchange sends a request and reads the answer to its end. Any other status
// than the wanted one is an error.
func (c *conn) exchange(request []byte) error {
	if _, err := c.Write(request); err != nil {
		return err
	}
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return err
	}
	var refused string
	if !bytes.HasPrefix(line, c.want) {
		refused = string(bytes.TrimSpace(line))
	}
	length := -1
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) == len("\r\n") {
			break
		}
		if rest, ok := bytes.CutPrefix(line, contentLength); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(rest))); err != nil {
				return err
			}
		}
	}
	if length < 0 {
		return fmt.Errorf("an answer has no Content-Length %s", refused)
	}
	if refused != "" {
		body, _ := io.ReadAll(io.LimitReader(c.in, int64(min(length, 500)))) // for the message only
		return fmt.Errorf("want %sgot %s: %s", c.want, refused, body)
	}
	_, err = c.in.Discard(length)
	return err
}
