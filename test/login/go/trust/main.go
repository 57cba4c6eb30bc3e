// Command trust reaches addresses, and says whether it trusts them.
package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
)

func main() {
	for _, url := range strings.Fields(os.Getenv("PROFILESTATUS_URLS")) {
		answer, err := http.Get(url)
		var untrusted *tls.CertificateVerificationError
		switch {
		case errors.As(err, &untrusted):
			fmt.Println("not trusted")
		case err != nil:
			log.Fatal(err)
		case answer.StatusCode != http.StatusOK:
			log.Fatal(answer.Status)
		default:
			fmt.Println("reached")
		}
	}
}
