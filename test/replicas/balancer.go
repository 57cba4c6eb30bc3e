package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// A kind is a balancer with its configuration in deploy.
type kind struct {
	name    string
	config  string      // below deploy
	changes [][2]string // of the configuration: what it has, and what a test has for it
	check   []string    // arguments that check it
	run     []string    // arguments that start it
	blind   bool        // an end in order may cut requests
}

var (
	haproxy = kind{
		name: "haproxy", config: "haproxy/haproxy.cfg",
		changes: [][2]string{{"bind :443 ", "bind API "}, {"bind 127.0.0.1:8081", "bind ADMIN"}, {"/etc/haproxy/mock.pem", "CERTIFICATE"}},
		check:   []string{"-c", "-f", "CONFIG"},
		run:     []string{"-db", "-f", "CONFIG"},
	}
	nginx = kind{
		name: "nginx", config: "nginx/nginx.conf",
		changes: [][2]string{{"listen 443 ", "listen API "}, {"listen 127.0.0.1:8081", "listen ADMIN"}, {"/etc/nginx/mock.pem", "CERTIFICATE"},
			{"http {", "http { client_body_temp_path DIR/body; proxy_temp_path DIR/proxy; fastcgi_temp_path DIR/f; uwsgi_temp_path DIR/u; scgi_temp_path DIR/s;"}},
		check: []string{"-t", "-q", "-c", "CONFIG", "-e", "DIR/nginx-error.log", "-g", "pid DIR/pid;"},
		run:   []string{"-c", "CONFIG", "-e", "DIR/nginx-error.log", "-g", "daemon off; pid DIR/pid;"},
		blind: runtime.GOOS != "linux", // it does not follow /readyz
	}
)

// A balancer runs in front of replicas.
type balancer struct {
	kind
	*process
	base  string // https://host:port
	admin string // http://host:port
	web   *http.Client
}

// balance starts a balancer with the configuration in deploy, changed by nothing
// but addresses and files.
func (h *host) balance(k kind, replicas []*replica) (*balancer, error) {
	program, err := exec.LookPath(k.name)
	if err != nil {
		return nil, fmt.Errorf("%w: %s is not installed", errMissing, k.name)
	}
	b := &balancer{kind: k}
	api, err1 := freeAddress()
	admin, err2 := freeAddress()
	certificate, pool, err3 := h.certificate()
	text, err4 := os.ReadFile(filepath.Join(h.repo, "deploy", k.config))
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, err
	}
	changes := k.changes
	for _, r := range replicas {
		changes = append(changes, [2]string{r.name + ":8080", r.addr}, [2]string{r.name + ":8081", r.admin})
	}
	config, err := replace(string(text), changes)
	if err != nil {
		return nil, fmt.Errorf("deploy/%s: %w", k.config, err)
	}
	path := filepath.Join(h.dir, filepath.Base(k.config))
	names := strings.NewReplacer("API", api, "ADMIN", admin, "CERTIFICATE", certificate, "CONFIG", path, "DIR", h.dir)
	if err := os.WriteFile(path, []byte(names.Replace(config)), 0o600); err != nil {
		return nil, err
	}
	each := func(args []string) (all []string) {
		for _, a := range args {
			all = append(all, names.Replace(a))
		}
		return all
	}
	if out, err := exec.CommandContext(h.ctx, program, each(k.check)...).CombinedOutput(); err != nil || strings.Contains(strings.ToLower(string(out)), "warn") {
		return nil, fmt.Errorf("%s finds in deploy/%s: %w: %s", k.name, k.config, err, out)
	}
	if b.process, err = h.launch(k.name, program, each(k.run)...); err != nil {
		return nil, err
	}
	b.base, b.admin = "https://"+api, "http://"+admin
	b.web = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool}, MaxIdleConnsPerHost: 64}}
	return b, h.await(b.process, k.name, func() error { return exchange(h.ctx, b.web, "GET", b.base+"/readyz", "", 200, nil) })
}

// replace changes a configuration, which has to have what is changed.
func replace(config string, changes [][2]string) (string, error) {
	for _, c := range changes {
		if !strings.Contains(config, c[0]) {
			return "", fmt.Errorf("there is no %q", c[0])
		}
		config = strings.ReplaceAll(config, c[0], c[1])
	}
	return config, nil
}

// end ends the balancer and its workers.
func (b *balancer) end() {
	_ = b.terminate() // nginx ends its workers then; nobody asks how
}

// certificate makes a file with a certificate for this machine and its key.
func (h *host) certificate() (path string, pool *x509.CertPool, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(24 * time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err1 := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	secret, err2 := x509.MarshalPKCS8PrivateKey(key)
	if err := errors.Join(err1, err2); err != nil {
		return "", nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	path = filepath.Join(h.dir, "certificate.pem")
	return path, pool, os.WriteFile(path, append(text, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})...), 0o600)
}
