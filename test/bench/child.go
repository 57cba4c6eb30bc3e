package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"profilestatus.example/server"
	"profilestatus.example/store/sqlite"
	"profilestatus.example/test/bench/bare"
)

// childVariable makes this program be one of its children.
const childVariable = "PROFILESTATUS_BENCH_CHILD"

// programGCPercent is what the service sets for itself.
const programGCPercent = 400

var children = map[string]func() error{"bare": serveBare, "counted": serveCounted, "creating": runErrand, "anything": serveAnything}

// child starts this program as one of its children.
func (b *bench) child(name string, args ...string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := exec.Command(self, args...)
	c.Env = []string{childVariable + "=" + name}
	return b.start(c)
}

// serveBare serves what the service is compared with.
func serveBare() error { return listen(bare.New()) }

// serveCounted serves the API on the store in the file that is its argument,
// as the program does. At the end it prints what the store has counted, which
// the program keeps to itself.
func serveCounted() (err error) {
	store, err := sqlite.Open(context.Background(), os.Args[1])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	handler, err := server.New(server.WithStore(store))
	if err != nil {
		return err
	}
	if err := listen(handler); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(store.Stats())
}

// listen serves a handler until SIGTERM, with the limits of connections that
// the program sets: it is handlers that are compared.
func listen(handler http.Handler) error {
	if text := os.Getenv("GOGC"); text == "" {
		debug.SetGCPercent(programGCPercent)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	web := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      25 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
	defer context.AfterFunc(ctx, func() { _ = web.Shutdown(context.Background()) })()
	fmt.Printf("http://%s/beta\n", ln.Addr())
	if err := web.Serve(ln); err != http.ErrServerClosed {
		return err
	}
	return nil
}
