package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// freeAddress returns a loopback address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}

// startPrometheus starts Prometheus with the configuration that users copy, but for
// the target and how often it is read, and returns its address.
func startPrometheus(t *testing.T, target string) string {
	t.Helper()
	program, err := exec.LookPath("prometheus")
	if err != nil {
		t.Skip("Prometheus is not installed; it is Debian's package prometheus")
	}
	dir := t.TempDir()
	for _, name := range []string{"prometheus.yaml", "rules.yaml"} {
		text, err := os.ReadFile(filepath.Join(prometheusFolder, name))
		if err != nil {
			t.Fatal(err)
		}
		quick := strings.NewReplacer("127.0.0.1:8081\"]", target+"\"]", "_interval: 15s", "_interval: 200ms").Replace(string(text))
		if err := os.WriteFile(filepath.Join(dir, name), []byte(quick), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	address := freeAddress(t)
	c := exec.Command(program, "--config.file=prometheus.yaml", "--storage.tsdb.path=data", "--web.listen-address="+address, "--log.level=warn")
	c.Dir = dir
	log := new(output)
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait() // it was killed
		if t.Failed() {
			t.Log(log)
		}
	})
	return "http://" + address
}

// query asks Prometheus for the value of an expression. It reports an error while
// there is none or Prometheus does not answer.
func query(prometheus, expression string) (values []string, err error) {
	answer, err := http.Get(prometheus + "/api/v1/query?query=" + url.QueryEscape(expression))
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	var result struct {
		Status string
		Data   struct {
			Result []struct{ Value [2]any }
		}
	}
	if err := json.Unmarshal(body, &result); err != nil || result.Status != "success" {
		return nil, fmt.Errorf("%s: %s", expression, body)
	}
	for _, r := range result.Data.Result {
		values = append(values, fmt.Sprint(r.Value[1]))
	}
	return values, nil
}

// TestPrometheus lets a real Prometheus read the metrics of the program, and answer
// what the dashboard and the alerts ask.
func TestPrometheus(t *testing.T) {
	t.Parallel()
	admin := freeAddress(t)
	prometheus := startPrometheus(t, admin)
	p := startService(t, t.TempDir(), "--admin", admin)
	const creates = 7
	for i := range creates {
		body := strings.Replace(someStatus, `"s1"`, fmt.Sprintf(`"s%d"`, i), 1)
		if status, answer := p.do(t, "POST", statusPath, body); status != 201 {
			t.Fatal(status, answer)
		}
	}
	if status, _ := p.do(t, "POST", statusPath, "{}"); status != 400 {
		t.Fatal(status)
	}
	want := map[string]string{
		`up{job="profilestatus"}`: "1",
		`profilestatus_http_requests_total{operation="createProfileStatus", status="201"}`:         fmt.Sprint(creates),
		`profilestatus_http_request_duration_seconds_count{operation="createProfileStatus"}`:       fmt.Sprint(creates + 1),
		`profilestatus_http_refusals_total{code="BadRequest", rule="required"}`:                    "1",
		`profilestatus_store_operation_duration_seconds_count{store="sqlite", operation="create"}`: fmt.Sprint(creates),
		`profilestatus_store_committed_records_total{store="sqlite"}`:                              fmt.Sprint(creates),
		`profilestatus_mock_tenants`:                         "1",
		`count({__name__=~".+", tenant=~".+"}) or vector(0)`: "0",
		`count(rate(process_cpu_seconds_total[10s]))`:        "1", // it has read more than once
	}
	deadline := time.Now().Add(30 * time.Second)
	for expression, value := range want {
		for {
			got, err := query(prometheus, expression)
			if err == nil && len(got) == 1 && got[0] == value {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s is %v, want %s, %v", expression, got, value, err)
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
	for what, expression := range expressions(t) {
		plain := variables.ReplaceAllStringFunc(expression, func(name string) string {
			if name == "$__rate_interval" {
				return "10s"
			}
			return ".*"
		})
		got, err := query(prometheus, plain)
		isPanel := strings.HasPrefix(what, "panel") && !strings.Contains(expression, "_issuer_") && !strings.Contains(expression, "_store_errors_") && !strings.Contains(expression, `"5..`)
		if err != nil || isPanel && len(got) == 0 {
			t.Errorf("%s shows nothing: %v", what, err)
		}
	}
	p.stop(t)
}
