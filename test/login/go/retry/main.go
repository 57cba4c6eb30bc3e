// Command retry creates a status through Kiota's middlewares for each scenario,
// and prints what an app gets.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	kiotahttp "github.com/microsoft/kiota-http-go"
)

func main() {
	for _, scenario := range os.Args[1:] {
		fmt.Printf("%s: %s\n", scenario, create(scenario))
	}
}

func create(scenario string) string {
	url := os.Getenv("PROFILESTATUS_ORIGIN") + "/tenants/go-" + scenario + "/beta/education/synchronizationProfiles/school-1/profileStatus"
	r, err := http.NewRequest(http.MethodPost, url, strings.NewReader(`{"id":"run-1","status":"success","lastSynchronizationDateTime":"2026-11-23T10:00:00Z"}`))
	if err != nil {
		return err.Error()
	}
	r.Header.Set("Authorization", "Bearer any-token")
	r.Header.Set("Content-Type", "application/json")
	client := kiotahttp.GetDefaultClient()
	if scenario == "slow" {
		client.Timeout = time.Second
	}
	answer, err := client.Do(r)
	if err != nil {
		return "no answer"
	}
	defer func() { _ = answer.Body.Close() }()
	if _, err := io.ReadAll(answer.Body); err != nil {
		return "no answer"
	}
	return fmt.Sprint(answer.StatusCode)
}
