package server_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"profilestatus/server"
)

// bareEcho decodes and encodes the same JSON and does nothing else.
func bareEcho() http.Handler {
	type status struct {
		ODataType string    `json:"@odata.type"`
		ID        string    `json:"id"`
		Status    string    `json:"status"`
		Time      time.Time `json:"lastSynchronizationDateTime"`
	}
	e := echo.New()
	e.POST("/beta/education/synchronizationProfiles/:id/profileStatus", func(c echo.Context) error {
		var s status
		if err := json.NewDecoder(c.Request().Body).Decode(&s); err != nil {
			return err
		}
		s.ID = c.Param("id")
		c.Response().Header().Set("Content-Type", "application/json")
		c.Response().WriteHeader(http.StatusCreated)
		return json.NewEncoder(c.Response()).Encode(s)
	})
	return e
}

// forgetful takes everything and keeps nothing.
type forgetful struct{ server.Store }

func (forgetful) Create(context.Context, server.Record) error { return nil }

// A sink is a response that is thrown away.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }

// BenchmarkCreate compares one create, without the network, with the bare
// handler. The store keeps little, so that it is the way there that is measured.
func BenchmarkCreate(b *testing.B) {
	srv, err := server.New(server.WithStore(forgetful{}))
	if err != nil {
		b.Fatal(err)
	}
	for _, bb := range []struct {
		name    string
		handler http.Handler
	}{{"bare Echo", bareEcho()}, {"all checks", srv}} {
		b.Run(bb.name, func(b *testing.B) {
			r, err := http.NewRequest("POST", statusPath, nil)
			if err != nil {
				b.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer t")
			r.Header.Set("Content-Type", "application/json")
			body := strings.NewReader("")
			r.ContentLength = int64(len(validBody))
			b.ReportAllocs()
			for b.Loop() {
				body.Reset(validBody)
				r.Body = io.NopCloser(body)
				w := &sink{header: make(http.Header)}
				bb.handler.ServeHTTP(w, r)
				if w.status != http.StatusCreated {
					b.Fatalf("status %d", w.status)
				}
			}
		})
	}
}
