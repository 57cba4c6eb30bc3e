package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A service is one that runs, with what a client has to be told of it.
type service struct {
	env         []string // of a client that logs in
	origin      string   // by the name localhost
	mock        string   // the origin of another one, which has test powers
	certificate []byte   // of its authority
	help        string   // of profilestatus ca
	program     func(args ...string) *exec.Cmd
	stop        func()
}

// start builds the program and starts it with its issuer and authority.
func start(ctx context.Context, folder string) (_ *service, err error) {
	if err := os.RemoveAll(folder); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	program := filepath.Join(folder, "profilestatus")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/profilestatus").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build: %w\n%s", err, out)
	}
	in := func(args ...string) *exec.Cmd {
		c := exec.CommandContext(ctx, program, args...)
		c.Dir, c.WaitDelay, c.Stderr = folder, 5*time.Second, os.Stderr
		c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
		return c
	}
	base, stop, err := serve(in, "--issuer", "built-in", "--test-powers")
	if err != nil {
		return nil, err
	}
	s := &service{program: in, stop: stop}
	defer func() {
		if err != nil {
			s.stop()
		}
	}()
	mock, stopMock, err := serve(in, "--test-powers")
	if err != nil {
		return nil, err
	}
	s.mock, s.stop = strings.TrimSuffix(mock, "/beta"), func() { stopMock(); stop() }
	if s.certificate, err = in("ca").Output(); err != nil {
		return nil, err
	}
	ca := filepath.Join(folder, "ca.pem")
	if err := os.WriteFile(ca, s.certificate, 0o600); err != nil {
		return nil, err
	}
	help, err := in("ca", "--help").Output()
	if err != nil {
		return nil, err
	}
	s.help = string(help)
	s.origin = strings.TrimSuffix(base, "/beta")
	s.env, err = s.environment(base, ca, filepath.Join(folder, "profilestatus-issuer.json"))
	return s, err
}

// serve starts the program with flags and returns the address that it prints.
func serve(in func(...string) *exec.Cmd, flags ...string) (base string, stop func(), err error) {
	c := in(append([]string{"serve", "--addr", "localhost:0", "--store", "memory", "--tls", "self-signed", "--log-level", "error"}, flags...)...)
	c.Stderr = nil // clients that do not trust it are logged
	stdout, err := c.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := c.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		_ = c.Wait()
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("the service did not start: %w", err)
	}
	return strings.Replace(strings.TrimSpace(line), "127.0.0.1", "localhost", 1), stop, nil // some libraries know loopback by this name only
}

// environment is all that a client is told which logs in: where, as whom, and
// whom to trust.
func (s *service) environment(base, ca, issuerFile string) ([]string, error) {
	data, err := os.ReadFile(issuerFile)
	if err != nil {
		return nil, err
	}
	var file struct {
		Clients         []struct{ ID, Secret string }
		ManagedIdentity struct{ Header string }
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, err
	}
	return []string{
		"PROFILESTATUS_URL=" + base, "PROFILESTATUS_ORIGIN=" + s.mock, "AZURE_AUTHORITY_HOST=" + s.origin, "AZURE_TENANT_ID=contoso",
		"AZURE_CLIENT_ID=" + file.Clients[0].ID, "AZURE_CLIENT_SECRET=" + file.Clients[0].Secret,
		"IDENTITY_ENDPOINT=" + s.origin + "/msi/token", "IDENTITY_HEADER=" + file.ManagedIdentity.Header,
		"SSL_CERT_FILE=" + ca, "NODE_EXTRA_CA_CERTS=" + ca, "REQUESTS_CA_BUNDLE=" + ca,
		"NO_PROXY=localhost", "no_proxy=localhost",
	}, nil
}
