package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// runProgram runs the program in a folder and returns what it printed.
func runProgram(t *testing.T, dir string, args ...string) string {
	t.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Dir = dir
	c.Env = append(os.Environ(), asProgram+"=1")
	out, err := c.Output()
	if err != nil {
		t.Fatalf("profilestatus %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out))
}

// trusting is a client that trusts a certificate authority alone.
func trusting(t *testing.T, authority string) *http.Client {
	t.Helper()
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(authority)) {
		t.Fatalf("no certificate: %s", authority)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 20 * time.Second}
}

// createAs creates a status with a token and returns the answer.
func createAs(t *testing.T, c *http.Client, base, token string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/education/synchronizationProfiles/p/profileStatus",
		strings.NewReader(`{"status":"success","lastSynchronizationDateTime":"2026-11-23T10:00:00Z"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// TestServeIdentity is the service as a client of Graph meets it: it logs in
// over TLS, and creates with the token that it got. No secret is in the log.
func TestServeIdentity(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := startService(t, dir, "--issuer", "built-in", "--tls", "self-signed", "--log-level", "debug", "--admin", "127.0.0.1:0")
	if !strings.HasPrefix(p.base, "https://") {
		t.Fatalf("base URL %s", p.base)
	}
	client := trusting(t, runProgram(t, dir, "ca"))
	origin := strings.TrimSuffix(p.base, "/beta")
	data, err := os.ReadFile(filepath.Join(dir, issuerFile))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Clients []struct{ ID, Secret string }
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	secrets := []string{"made-up-secret"}
	logIn := func(secret string) (status int, token string) {
		secrets = append(secrets, secret)
		answer, err := client.PostForm(origin+"/contoso/oauth2/v2.0/token", url.Values{
			"grant_type": {"client_credentials"}, "scope": {"https://graph.microsoft.com/.default"},
			"client_id": {file.Clients[0].ID}, "client_secret": {secret},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		var got struct {
			Token string `json:"access_token"`
		}
		if err := json.NewDecoder(answer.Body).Decode(&got); err != nil {
			t.Fatal(err)
		}
		if got.Token != "" {
			secrets = append(secrets, got.Token)
		}
		return answer.StatusCode, got.Token
	}
	status, token := logIn(file.Clients[0].Secret)
	if status != http.StatusOK {
		t.Fatalf("logging in: %d", status)
	}
	if status, _ := logIn("made-up-secret-of-a-client"); status != http.StatusUnauthorized {
		t.Errorf("logging in with a wrong secret: %d", status)
	}
	for _, row := range []struct {
		reason, token string
		status        int
		challenge     string
	}{
		{"the token that the client got", token, 201, ""},
		{"one from the command line", runProgram(t, dir, "token", "--tenant", "contoso"), 201, ""},
		{"one that a user has delegated", runProgram(t, dir, "token", "--scope", "EduAdministration.ReadWrite"), 201, ""},
		{"no token", "", 401, `Bearer realm="profilestatus"`},
		{"any token", "made-up-secret", 401, `Bearer realm="profilestatus", error="invalid_token"`},
		{"one that has expired", runProgram(t, dir, "token", "--expires=-1h"), 401, `Bearer realm="profilestatus", error="invalid_token"`},
		{"an application that may only read", runProgram(t, dir, "token", "--role", "EduAdministration.Read.All"), 403, `Bearer realm="profilestatus", error="insufficient_scope", scope="EduAdministration.ReadWrite.All"`},
		{"an application that may do nothing", runProgram(t, dir, "token", "--role", "none"), 403, `Bearer realm="profilestatus", error="insufficient_scope", scope="EduAdministration.ReadWrite.All"`},
		{"a user who may only read", runProgram(t, dir, "token", "--scope", "EduAdministration.Read"), 403, `Bearer realm="profilestatus", error="insufficient_scope", scope="EduAdministration.ReadWrite"`},
		{"the name of an application's permission in a user's token", runProgram(t, dir, "token", "--scope", "EduAdministration.ReadWrite.All"), 403, `Bearer realm="profilestatus", error="insufficient_scope", scope="EduAdministration.ReadWrite"`},
	} {
		answer, body := createAs(t, client, p.base, row.token)
		if answer.StatusCode != row.status || answer.Header.Get("WWW-Authenticate") != row.challenge || answer.ProtoMajor != 2 {
			t.Errorf("%s: got %s %s %q %s", row.reason, answer.Proto, answer.Status, answer.Header.Get("WWW-Authenticate"), body)
		}
		if row.token != "" {
			secrets = append(secrets, row.token)
		}
	}
	client.CloseIdleConnections() // those of HTTP/2 are waited for, a second
	p.stop(t)
	for _, secret := range append(secrets, file.Clients[1].Secret, "PRIVATE KEY") {
		if strings.Contains(p.stderr.String(), secret) {
			t.Errorf("the log has %q in it", secret)
		}
	}
	again := startService(t, dir, "--issuer", "built-in", "--tls", "self-signed")
	if answer, body := createAs(t, client, again.base, token); answer.StatusCode != http.StatusCreated {
		t.Errorf("after a restart: %s %s", answer.Status, body)
	}
	client.CloseIdleConnections()
	again.stop(t)
}

// TestServeTenants keeps what is created with one tenant's token from another's.
func TestServeTenants(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := startService(t, dir, "--issuer", "built-in")
	contoso, fabrikam := runProgram(t, dir, "token", "--tenant", "contoso"), runProgram(t, dir, "token", "--tenant", "fabrikam")
	if answer, body := createAs(t, http.DefaultClient, p.base, contoso); answer.StatusCode != http.StatusCreated {
		t.Fatalf("%s %s", answer.Status, body)
	}
	for token, want := range map[string]int{contoso: 200, fabrikam: 404} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.base+"/education/synchronizationProfiles/p/profileStatus", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("got %s, want %d", answer.Status, want)
		}
	}
	p.stop(t)
}

// TestServeCertificateFiles follows a certificate that is replaced, and keeps
// the last one while the files do not fit each other.
func TestServeCertificateFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	authorities := make([]*authority, 2)
	for n := range authorities {
		var err error
		if authorities[n], err = openAuthority(t.TempDir()); err != nil {
			t.Fatal(err)
		}
	}
	cert, key := filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")
	write := func(a *authority, names ...string) {
		t.Helper()
		pair, err := a.certify([]string{"127.0.0.1"})
		if err != nil {
			t.Fatal(err)
		}
		private, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			block := &pem.Block{Type: "PRIVATE KEY", Bytes: private}
			if name == cert {
				block = &pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}
			}
			if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(authorities[0], cert, key)
	p := startService(t, dir, "--store", "memory", "--tls-cert", cert, "--tls-key", key)
	works := func(a *authority) bool {
		c := trusting(t, string(a.pem()))
		defer c.CloseIdleConnections()
		answer, err := c.Get(strings.TrimSuffix(p.base, "/beta") + "/healthz")
		if err != nil {
			return false
		}
		_ = answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	}
	if !works(authorities[0]) || works(authorities[1]) {
		t.Fatal("the service does not show the certificate of the files")
	}
	write(authorities[1], cert) // and the key not yet
	waitUntil(t, func() bool { works(authorities[0]); return strings.Contains(p.stderr.String(), "the last one stays") })
	if !works(authorities[0]) {
		t.Error("the last certificate did not stay")
	}
	write(authorities[1], cert, key)
	waitUntil(t, func() bool { return works(authorities[1]) })
	p.stop(t)
}

// waitUntil waits for what comes by itself, at most 20 seconds.
func waitUntil(t *testing.T, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it did not come within 20 s")
		}
	}
}

// TestServeWaitsForIssuer is ready only when it has the keys of a provider.
func TestServeWaitsForIssuer(t *testing.T) {
	t.Parallel()
	p := startService(t, t.TempDir(), "--store", "memory", "--issuer", "http://127.0.0.1:1/v2.0", "--audience", "api://us")
	answer, err := http.Get(strings.TrimSuffix(p.base, "/beta") + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("health: %s", answer.Status)
	}
	if answer, body := createAs(t, http.DefaultClient, p.base, "x"); answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" {
		t.Errorf("create: %s %s", answer.Status, body)
	}
	p.stop(t)
}

// TestAuthorityAtOnce opens the authority of an empty folder many times at once,
// as programs do that start together: all come by the same one.
func TestAuthorityAtOnce(t *testing.T) {
	for range 10 {
		dir := t.TempDir()
		got := make([]string, 16)
		var wg sync.WaitGroup
		for n := range got {
			wg.Go(func() {
				a, err := openAuthority(dir)
				if err != nil {
					t.Error(err)
					return
				}
				got[n] = string(a.pem())
			})
		}
		wg.Wait()
		if slices.Sort(got); len(slices.Compact(got)) != 1 {
			t.Fatal("several authorities were made in one folder")
		}
	}
}
