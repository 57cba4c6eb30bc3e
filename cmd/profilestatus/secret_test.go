package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// secretsRun is one run of the program, and what must be seen nowhere.
type secretsRun struct {
	t       *testing.T
	values  *strings.Replacer // of the words in requests
	secrets map[string]string // the reason by secret
	shown   map[string]string // what anybody may read, by its name
}

// send sends a request with a secret of its own and keeps the answer, unless it
// is a token that was asked for.
func (s *secretsRun) send(origin string, r secretRequest) (status int, body string) {
	s.t.Helper()
	secret := fmt.Sprintf("Hidden%dHidden", len(s.secrets))
	basic := base64.StdEncoding.EncodeToString([]byte("user:" + secret))
	s.secrets[secret], s.secrets[basic] = r.reason, r.reason
	fill := func(text string) string {
		return s.values.Replace(strings.NewReplacer("$", secret, "BASIC", basic).Replace(text))
	}
	q, err := http.NewRequestWithContext(s.t.Context(), r.method, origin, strings.NewReader(fill(r.body)))
	if err != nil {
		s.t.Fatal(err)
	}
	q.URL.Path, q.URL.Opaque = "", strings.TrimPrefix(origin, "http:")+fill(r.target) // as it is
	if r.body != "" {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if r.header != "" {
		for line := range strings.SplitSeq(r.header, "\n") {
			name, value, _ := strings.Cut(line, ": ")
			q.Header.Set(name, fill(value))
		}
	}
	answer, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		if r.status == http.StatusBadRequest { // the client itself does not send it
			return r.status, ""
		}
		s.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK {
		s.shown[fmt.Sprintf("the answer to %s by %s", r.reason, origin)] = fmt.Sprint(string(data), answer.Header)
	}
	return answer.StatusCode, string(data)
}

// keep remembers a file or what a command printed.
func (s *secretsRun) keep(name string, data []byte, err error) {
	s.t.Helper()
	if err != nil || len(data) == 0 {
		s.t.Errorf("%s has %d bytes: %v", name, len(data), err)
	}
	s.shown[name] = string(data)
}

// TestSecrets sends secrets of all kinds to the service and to a proxy before it,
// lets the checker use some, and then looks for them in the logs, the journals,
// the reports, the trace and the answers.
func TestSecrets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	service := startService(t, dir, "--issuer", "built-in", "--test-powers", "--admin", "127.0.0.1:0", "--log-level", "debug", "--cors-origins", "*")
	proxy := startProgram(t, dir, "proxy", "--addr", "127.0.0.1:0", "--to", service.base, "--log-level", "debug", "--forwarded",
		"--junit", "proxy.xml", "--sarif", "proxy.sarif", "--html", "proxy.html", "--json", "proxy.json")
	s := &secretsRun{t: t, secrets: map[string]string{}, shown: map[string]string{}}
	token := s.useFile(filepath.Join(dir, issuerFile), runProgram(t, dir, "token"))
	direct, behind := strings.TrimSuffix(service.base, "/beta"), strings.TrimSuffix(proxy.base, "/beta")
	for _, r := range secretRequests {
		if status, body := s.send(direct, r); status != r.status {
			t.Errorf("%s: %d %s, want %d", r.reason, status, body, r.status)
		}
		s.send(behind, r)
	}
	s.logIn(direct)

	checks := []string{"check", service.base, "--only", "examples,auth,state", "--header", "X-Api-Key: HiddenKey", "--header", "Cookie: session=HiddenCookie", "--header", "X-Mine: HiddenMine"}
	s.secrets["HiddenKey"], s.secrets["HiddenCookie"], s.secrets["HiddenMine"], s.secrets["HiddenRefused"] = "--header", "--header", "--header", "--token"
	s.check(dir, token, append(checks, "--junit", "check.xml", "--sarif", "check.sarif", "--html", "check.html", "--json", "check.jsonl")...)
	s.check(dir, token, "check", service.base, "--replay", "check.jsonl")
	s.check(dir, "HiddenRefused", checks...)
	s.check(dir, token, "check", proxy.base, "--only", "examples,auth,state")
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Seen", r.Header.Get("Authorization"))
		_, _ = fmt.Fprintf(w, `{"error":{"code":"a","message":"seen: %s %s"}}`, r.Header.Get("Authorization"), r.Header.Get("X-Api-Key"))
	}))
	t.Cleanup(echo.Close)
	s.check(dir, token, append([]string{"check", echo.URL + "/beta", "--junit", "echo.xml", "--sarif", "echo.sarif", "--html", "echo.html", "--json", "echo.jsonl"}, checks[2:]...)...)

	s.readMock(dir, strings.TrimSuffix(adminURL(t, service), "/__contract/"))
	for _, path := range []string{"violations", "assert"} {
		s.read(behind+"/__contract/"+path, "")
	}
	proxy.end(t, syscall.SIGTERM, 1, "requests broke the contract")
	service.stop(t)
	s.keep("the log of the service", []byte(service.stderr.String()), nil)
	s.keep("the log of the proxy", []byte(proxy.stderr.String()), nil)
	for _, name := range []string{"proxy.xml", "proxy.sarif", "proxy.html", "proxy.json", "check.xml", "check.sarif", "check.html", "check.jsonl", "echo.xml", "echo.sarif", "echo.html", "echo.jsonl"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		s.keep(name, data, err)
	}
	s.search()
}

// useFile puts the secrets of the issuer's file and a token of it into requests.
func (s *secretsRun) useFile(file, token string) string {
	s.t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		s.t.Fatal(err)
	}
	var f struct {
		Key             string
		Clients         []struct{ ID, Secret string }
		Users           []struct{ Password string }
		ManagedIdentity struct{ Header string }
	}
	if err := json.Unmarshal(data, &f); err != nil {
		s.t.Fatal(err)
	}
	for secret, reason := range map[string]string{
		f.Clients[0].Secret: "a client's secret", f.Clients[1].Secret: "another client's secret", f.Users[0].Password: "a user's password",
		f.ManagedIdentity.Header: "the header of the managed identity", strings.Split(f.Key, "\n")[3]: "the issuer's key", "PRIVATE KEY": "a key",
	} {
		s.secrets[secret] = reason
	}
	s.hide(token, "a good token")
	s.values = strings.NewReplacer("CLIENT", f.Clients[0].ID, "SECRET", f.Clients[0].Secret, "PASSWORD", f.Users[0].Password, "HEADER", f.ManagedIdentity.Header, "GOOD", token)
	return token
}

// hide makes the claims and the signature of a token secrets.
func (s *secretsRun) hide(token, reason string) {
	for _, part := range strings.Split(token, ".")[1:] {
		s.secrets[part] = reason
	}
}

// logIn gets tokens in each way that works, and uses each.
func (s *secretsRun) logIn(origin string) {
	s.t.Helper()
	_, body := s.send(origin, secretRequest{"a device code", "POST", "/contoso/oauth2/v2.0/devicecode", "", "client_id=CLIENT&scope=EduAdministration.Read", 200})
	var device struct {
		Code string `json:"device_code"`
	}
	if err := json.Unmarshal([]byte(body), &device); err != nil {
		s.t.Fatal(err)
	}
	s.hide(device.Code, "a device code")
	for _, r := range []secretRequest{
		{"a right secret", "POST", tokenPath, "", clientIs + "&client_secret=SECRET", 200},
		{"a right password", "POST", tokenPath, "", userIs + "&password=PASSWORD", 200},
		{"a right device code", "POST", tokenPath, "", deviceIs + "&device_code=" + device.Code, 200},
		{"a managed identity", "GET", "/msi/token?resource=https://graph.microsoft.com", "X-Identity-Header: HEADER", "", 200},
	} {
		status, body := s.send(origin, r)
		var got struct {
			Access string `json:"access_token"`
			ID     string `json:"id_token"`
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil || status != r.status {
			s.t.Fatalf("%s: %d %s", r.reason, status, body)
		}
		s.hide(got.Access, r.reason)
		s.hide(got.ID+".", r.reason)
		for method, want := range map[string]int{"GET": 404, "PUT": 405} {
			if status, body := s.send(origin, secretRequest{r.reason, method, apiPath, "Authorization: Bearer " + got.Access, "", want}); status != want {
				s.t.Errorf("%s: %d %s, want %d", r.reason, status, body, want)
			}
		}
	}
	delete(s.secrets, "")
}

// readMock reads what the mock tells of each tenant that was used.
func (s *secretsRun) readMock(dir, admin string) {
	s.t.Helper()
	for _, tenant := range []string{"default", "contoso"} {
		token := runProgram(s.t, dir, "token", "--tenant", tenant, "--role", "Mock.ReadWrite.All")
		for _, path := range []string{"/__contract/violations", "/__contract/assert", "/__mock/tenant", "/__mock/state", "/__mock/rules", "/__mock/profiles"} {
			s.read(admin+path, token)
		}
		s.hide(token, "a token of the control")
	}
}

// read reads what the journals tell.
func (s *secretsRun) read(url, token string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, url, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	data, err := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusConflict { // assert finds that the contract was broken
		s.t.Errorf("%s: %s %s", url, answer.Status, data)
	}
	s.keep(fmt.Sprintf("%s (%d)", url, len(s.shown)), data, err)
}

// check runs the checker with a token, and keeps what it prints.
func (s *secretsRun) check(dir, token string, args ...string) {
	s.t.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Dir, c.Env = dir, append(os.Environ(), asProgram+"=1", "PROFILESTATUS_TOKEN="+token)
	out, _ := c.CombinedOutput() // whatever it finds
	s.keep(strings.Join(args, " ")+" of "+s.secrets[token], out, nil)
}

// search looks for all secrets everywhere.
func (s *secretsRun) search() {
	s.t.Helper()
	hidden := 0
	for name, text := range s.shown {
		if strings.Contains(name, "/violations") && strings.Contains(text, "[redacted]") {
			hidden++
		}
		for secret, reason := range s.secrets {
			if at := strings.Index(text, secret); at >= 0 {
				s.t.Errorf("%s shows %s: …%.200s", name, reason, text[max(0, at-80):])
			}
		}
	}
	if hidden != 3 {
		s.t.Errorf("%d journals have recorded secrets, want those of the proxy and of two tenants", hidden)
	}
}
