package main

import (
	"net"
	"os"
	"testing"
	"time"
)

// TestIgnoreNew sees that a connection that was made is accepted, and that no other one
// is made or refused.
func TestIgnoreNew(t *testing.T) {
	t.Parallel()
	ln, err := listen("addr", "127.0.0.1:0", 2)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	early, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer early.Close()
	if err := ignoreNew(ln.(ownListener).tcp); err != nil {
		t.Fatal(err)
	}
	if late, err := net.DialTimeout("tcp", ln.Addr().String(), 100*time.Millisecond); !os.IsTimeout(err) {
		t.Errorf("connected to %v, error %v, want to be ignored", late, err)
	}
	served, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer served.Close()
	if served.RemoteAddr().String() != early.LocalAddr().String() {
		t.Errorf("accepted %v, want %v", served.RemoteAddr(), early.LocalAddr())
	}
	got := make([]byte, 1)
	if _, err := early.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := served.Read(got); err != nil || got[0] != 'x' {
		t.Errorf("read %q, %v", got, err)
	}
}
