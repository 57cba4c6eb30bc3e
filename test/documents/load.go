package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
)

// A result is what is known of a document.
type result struct {
	document   document
	Version    string
	Operations int
	Judged     int            // operations of which everything is validated
	Notes      map[string]int // what is not validated, by its kind
	Warnings   int
	Planned    int
	Seconds    float64 // to load it
	MiB        int64
	Bytes      int64
}

func (r *result) share() float64 {
	if r.Operations == 0 {
		return 100
	}
	return 100 * float64(r.Judged) / float64(r.Operations)
}

func (r *result) fault() string {
	switch {
	case r.Operations == 0:
		return "it has no operations"
	case r.share() < minJudged:
		return "too little is validated"
	case r.MiB > maxMiB:
		return "it takes too much memory"
	}
	return ""
}

// show prints the result of one document.
func show(file string) error {
	begin := time.Now()
	text, err := contract.Read(file)
	if err != nil {
		return err
	}
	debug.SetMemoryLimit(max(192<<20, 15*int64(len(text)))) // as the program does
	c, err := contract.Load(text, contract.WithReferences(file))
	if err != nil {
		return err
	}
	r := result{Version: version(text), Seconds: time.Since(begin).Seconds(), Operations: len(c.Operations()), Notes: make(map[string]int), Warnings: len(c.Warnings())}
	for _, op := range c.Operations() {
		judged := true
		for _, note := range op.Notes() {
			judged = judged && (kind(note.Message) == "bodies" || kind(note.Message) == "callbacks")
		}
		if judged {
			r.Judged++
		}
	}
	for _, note := range c.Notes() {
		r.Notes[kind(note.Message)]++
	}
	c = nil
	runtime.GC()
	if r.Planned, err = plan(file, text); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

var versions = regexp.MustCompile(`["']?(?:openapi|swagger)["']?\s*:\s*["']?(\d+\.\d+(?:\.\d+)?)`)

func version(text []byte) string {
	if found := versions.FindSubmatch(text); found != nil {
		return string(found[1])
	}
	return ""
}

// kind returns what a note is about.
func kind(message string) string {
	for _, k := range []struct{ text, kind string }{
		{"is not wholly validated", "references"}, {"are not known, and", "references"}, {"A body of", "bodies"},
		{"The format", "formats"}, {"The callback", "callbacks"}, {"Not checked of this schema", "keywords"}, {"parameter", "parameters"},
	} {
		if strings.Contains(message, k.text) {
			return k.kind
		}
	}
	return "others"
}

// maxPlanned is how many requests are made from a document.
const maxPlanned = 1000

// plan makes requests from the document, and sends them nowhere.
func plan(file string, text []byte) (requests int, err error) {
	ctx, enough := context.WithCancel(context.Background())
	defer enough()
	to := &nowhere{enough: enough}
	_, err = check.Run(ctx, check.Config{
		Base: "http://127.0.0.1/", Document: text, Options: []contract.Option{contract.WithReferences(file)},
		Seed: 1, Cases: -1, Only: []string{"examples", "schema"}, Transport: to, Concurrency: 2,
	})
	if requests = int(to.sent.Load()); requests > 0 {
		err = nil // what it says of the server is of no interest
	}
	return min(requests, maxPlanned), err
}

// nowhere answers each request with an empty object, and says when it is enough.
type nowhere struct {
	sent   atomic.Int64
	enough func()
}

func (n *nowhere) RoundTrip(r *http.Request) (*http.Response, error) {
	if n.sent.Add(1) >= maxPlanned {
		n.enough()
	}
	if r.Body != nil {
		r.Body.Close()
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, nil
}
