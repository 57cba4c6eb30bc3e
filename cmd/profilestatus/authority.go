package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"profilestatus.example/internal/secretfile"
)

// An authority is a certificate authority of one's own, in a file. Clients that
// are told to trust it can reach the service by TLS.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// authorityFile is the file of an authority, in the folder of --keys: its private
// key, and then its certificate. It is one file, so that no process can read the
// key of one authority and the certificate of another.
const authorityFile = "profilestatus-authority.pem"

// Lifetimes of certificates. Some clients refuse a server's that is valid for
// more than 398 days.
const (
	authorityLifetime = 10 * 365 * 24 * time.Hour
	serverLifetime    = 365 * 24 * time.Hour
	renewBefore       = 30 * 24 * time.Hour
)

// openAuthority reads the authority of a folder, and makes it if there is none.
// Only its owner can read the file.
func openAuthority(folder string) (*authority, error) {
	data, err := secretfile.Open(filepath.Join(folder, authorityFile), newAuthority)
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(data, data)
	if err != nil {
		return nil, fmt.Errorf("%s in %s has no private key and certificate that belong together; move it away", authorityFile, folder)
	}
	key, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok || !pair.Leaf.IsCA {
		return nil, fmt.Errorf("%s in %s is no certificate authority that this program made; move it away", authorityFile, folder)
	}
	if time.Now().After(pair.Leaf.NotAfter.Add(-renewBefore)) {
		return nil, fmt.Errorf("%s in %s expires on %s; delete it, and let clients trust the new one", authorityFile, folder, pair.Leaf.NotAfter.Format(time.DateOnly))
	}
	return &authority{pair.Leaf, key}, nil
}

// newAuthority returns the content of a new file.
func newAuthority() ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serialNumber(), Subject: pkix.Name{CommonName: "profilestatus test authority", Organization: []string{"profilestatus"}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(authorityLifetime),
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...), nil
}

// pem returns the certificate as clients read it.
func (a *authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
}

// certify makes a certificate for a server of these names and addresses.
func (a *authority) certify(hosts []string) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serialNumber(), Subject: pkix.Name{CommonName: hosts[0]},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(serverLifetime),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	slices.Sort(hosts)
	for _, host := range slices.Compact(hosts) {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else if host != "" {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der, a.certificate.Raw}, PrivateKey: key, Leaf: leaf}, nil
}

// config returns the configuration of a listener with these names. Its
// certificate is renewed while it runs.
func (a *authority) config(hosts []string) (*tls.Config, error) {
	current, err := a.certify(hosts)
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex
	return listenerTLS(func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		mu.Lock()
		defer mu.Unlock()
		if time.Until(current.Leaf.NotAfter) < renewBefore {
			renewed, err := a.certify(hosts)
			if err != nil {
				return nil, err
			}
			current = renewed
		}
		return current, nil
	}), nil
}

func serialNumber() *big.Int {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return n
}
