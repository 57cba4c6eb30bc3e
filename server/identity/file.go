package identity

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"profilestatus.example/internal/secretfile"
)

// An issuerFile is the file of an [Issuer].
type issuerFile struct {
	Key             string          `json:"key"` // RSA, PKCS #8, PEM
	Clients         []client        `json:"clients"`
	Users           []user          `json:"users"`
	ManagedIdentity managedIdentity `json:"managedIdentity"`
}

// A client is an application that is registered.
type client struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Secret string `json:"secret,omitempty"`
	// Certificate verifies what the client signs in place of a secret; PEM.
	Certificate string   `json:"certificate,omitempty"`
	Roles       []string `json:"roles"`  // what it may do by itself
	Scopes      []string `json:"scopes"` // what users have granted to it

	public crypto.PublicKey // of the certificate
}

// A user is a person who can log in by a password.
type user struct {
	Name     string `json:"name"`
	Password string `json:"password"`
}

// A managedIdentity is what a program on Azure gets tokens by: it shows a header
// and is a client of a tenant. No client: there is none.
type managedIdentity struct {
	Client string `json:"client"`
	Tenant string `json:"tenant"`
	Header string `json:"header"`
}

// prepare validates a client.
func (c *client) prepare() error {
	switch {
	case c.ID == "":
		return errors.New("want an id")
	case c.Secret == "" && c.Certificate == "":
		return errors.New("want a secret or a certificate")
	case c.Certificate == "":
		return nil
	}
	block, _ := pem.Decode([]byte(c.Certificate))
	if block == nil {
		return errors.New("certificate: want PEM")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	c.public = certificate.PublicKey
	return nil
}

// newFile returns the first content of a file.
func newFile() (*issuerFile, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	writer := client{
		ID: uuid.NewString(), Name: "may read and write", Secret: rand.Text(),
		Roles:  []string{"EduAdministration.ReadWrite.All"},
		Scopes: []string{"EduAdministration.Read", "EduAdministration.ReadWrite"},
	}
	reader := client{
		ID: uuid.NewString(), Name: "may only read", Secret: rand.Text(),
		Roles: []string{"EduAdministration.Read.All"}, Scopes: []string{"EduAdministration.Read"},
	}
	return &issuerFile{
		Key:             string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
		Clients:         []client{writer, reader},
		Users:           []user{{Name: "admin@school.example", Password: rand.Text()}},
		ManagedIdentity: managedIdentity{Client: writer.ID, Tenant: "default", Header: rand.Text()},
	}, nil
}

// openFile reads a file, and makes it first if there is none.
func openFile(name string) (*issuerFile, error) {
	data, err := secretfile.Open(name, func() ([]byte, error) {
		f, err := newFile()
		if err != nil {
			return nil, err
		}
		data, err := json.Marshal(f, jsontext.Multiline(true), jsontext.WithIndent("  "), jsontext.EscapeForHTML(false))
		return append(data, '\n'), err
	})
	if err != nil {
		return nil, err
	}
	var f issuerFile
	if err := json.Unmarshal(data, &f, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("%s: %w", name, withoutValue(err))
	}
	return &f, nil
}

// withoutValue leaves out of an error what stands at the place: it may be a
// secret.
func withoutValue(err error) error {
	var semantic *json.SemanticError
	if errors.As(err, &semantic) {
		return fmt.Errorf("%q is unknown or has the wrong type", semantic.JSONPointer)
	}
	var syntactic *jsontext.SyntacticError
	if errors.As(err, &syntactic) {
		return fmt.Errorf("invalid JSON at byte %d", syntactic.ByteOffset)
	}
	return errors.New("it cannot be read as JSON")
}

// granted returns the wanted permissions if all of them are had, or else the
// first that is not.
func granted(wanted, have []string) (permissions []string, missing string) {
	for _, name := range wanted {
		if !slices.Contains(have, name) {
			return nil, name
		}
	}
	return wanted, ""
}
