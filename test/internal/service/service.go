// Package service starts the service for clients that are tested, with a journal
// of what it saw of them.
package service

import (
	"encoding/pem"
	"fmt"
	"net/http/httptest"
	"os"
	"sync"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/server"
)

// A Service is the one that a client talks to: its own, fresh and on a free
// port, with a journal of what it saw.
type Service struct {
	*httptest.Server
	Journal *journal.Journal
	ca      string // a file with the certificate, if it speaks TLS
}

// document is loaded once for all services.
var document = sync.OnceValues(func() (*contract.Contract, error) {
	return contract.Load([]byte(profilestatus.OpenAPI()))
})

// Start starts a service, with TLS if a file is named that the certificate is to
// be written to. The caller closes it.
func Start(ca string) (*Service, error) {
	c, err := document()
	if err != nil {
		return nil, err
	}
	j, err := journal.New(c, journal.WithMaxEntries(1000), journal.WithKeptBodyBytes(64<<10), journal.WithMaxBytes(16<<20)) // enough for all of a scenario
	if err != nil {
		return nil, err
	}
	handler, err := server.New(server.WithHosts("127.0.0.1"), server.WithCORS("*"))
	if err != nil {
		return nil, err
	}
	s := &Service{Server: httptest.NewUnstartedServer(journal.Middleware(j)(handler)), Journal: j, ca: ca}
	if ca == "" {
		s.Start()
		return s, nil
	}
	s.StartTLS()
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(ca, block, 0o644); err != nil {
		s.Close()
		return nil, fmt.Errorf("write the certificate: %w", err)
	}
	return s, nil
}

// Environment returns what a scenario is told.
func (s *Service) Environment() []string {
	// Some languages would send even this to a proxy that the network has.
	env := []string{"PROFILESTATUS_URL=" + s.URL + "/beta", "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1"}
	if s.ca != "" {
		env = append(env, "NODE_EXTRA_CA_CERTS="+s.ca, "SSL_CERT_FILE="+s.ca)
	}
	return env
}
