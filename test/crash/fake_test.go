package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"profilestatus.example/test/internal/ledger"
)

// fakeManner is the variable that makes the test binary a service. Its value is
// how the service treats a status that it could not write or sync.
const fakeManner = "CRASH_FAKE_MANNER"

// Manners of a fake service.
const (
	honest    = "honest"    // refuses it and takes it back
	keeping   = "keeping"   // refuses it and leaves what is written
	forgetful = "forgetful" // acknowledges it
	fragile   = "fragile"   // ends the process
)

// TestMain lets the test binary be a fake of the program under test.
func TestMain(m *testing.M) {
	if manner := os.Getenv(fakeManner); manner != "" {
		if err := serveFake(manner, strings.TrimPrefix(os.Args[len(os.Args)-1], "sqlite:")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	code := m.Run()
	if built.host != nil {
		_ = os.RemoveAll(built.host.dir)
	}
	os.Exit(code)
}

// A fake is a service that keeps each status as one line of JSON in a file.
type fake struct {
	manner string
	mu     sync.Mutex
	file   *os.File
	size   int64
	lines  []fakeLine
}

// A fakeLine is a status and its profile.
type fakeLine struct {
	Profile string `json:"profile"`
	ledger.Entry
}

// serveFake serves until it is killed.
func serveFake(manner, name string) error {
	f := &fake{manner: manner}
	var err error
	if f.file, err = os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	f.size = int64(len(text))
	for line := range bytes.Lines(text) {
		var l fakeLine
		if err := json.Unmarshal(line, &l); err != nil {
			return err
		}
		f.lines = append(f.lines, l)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /education/synchronizationProfiles/{profile}/profileStatus", f.create)
	mux.HandleFunc("GET /education/synchronizationProfiles/{profile}/{what}", f.read)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", ln.Addr())
	return http.Serve(ln, mux)
}

func (f *fake) create(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	l := fakeLine{Profile: r.PathValue("profile")}
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		var err error
		if body, err = gzip.NewReader(body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	if err := json.NewDecoder(body).Decode(&l.Entry); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	l.Type, l.Time = ledger.EntryType, l.Time.UTC()
	if l.ID == "" {
		l.ID = fmt.Sprintf("made-%d", len(f.lines))
	}
	line, err := json.Marshal(l)
	if err != nil {
		panic(err) // what was decoded can be encoded
	}
	err = f.store(append(line, '\n'))
	if err != nil && f.manner == fragile {
		os.Exit(3)
	}
	if err == nil || f.manner == forgetful {
		f.lines = append(f.lines, l)
	}
	if err != nil && f.manner != forgetful {
		w.Header().Set("Retry-After", "1")
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(l.Entry)
}

// store appends a line to the file.
func (f *fake) store(line []byte) error {
	_, err := f.file.WriteAt(line, f.size)
	if err == nil {
		err = f.file.Sync()
		if err == nil || f.manner == keeping {
			f.size += int64(len(line))
			return err
		}
	}
	return errors.Join(err, f.file.Truncate(f.size))
}

func (f *fake) read(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	history := []ledger.Entry{}
	for _, l := range slices.Backward(f.lines) {
		if l.Profile == r.PathValue("profile") {
			history = append(history, l.Entry)
		}
	}
	switch {
	case strings.HasSuffix(path.Clean(r.URL.Path), "History"):
		_ = json.NewEncoder(w).Encode(map[string]any{"value": history})
	case len(history) == 0:
		http.NotFound(w, r)
	default:
		_ = json.NewEncoder(w).Encode(history[0])
	}
}
