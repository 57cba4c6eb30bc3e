package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"profilestatus.example/server"
	"profilestatus.example/store"
)

// Paths of the probes of orchestrators and load balancers.
const (
	livePath  = "/livez"  // 200 while the process answers; whoever asks restarts it otherwise
	readyPath = "/readyz" // 200 while requests should be sent here
)

// A part is something that the service needs to be ready.
type part struct {
	name   string
	check  func(context.Context) error // bounds how long it takes
	detail func() string               // what else is said of it; nil: nothing
	failed string                      // the reason that strangers are told
}

// probes answers probes and says to clients when the service is going to stop.
type probes struct {
	parts    []part
	log      *slog.Logger
	stopping atomic.Bool

	mu      sync.Mutex
	failing string // names of the parts that were not ready when last asked
}

// watch makes readiness depend on a store and on the keys of an authenticator that
// has some.
func (p *probes) watch(records store.Store, auth server.Authenticator) {
	stored := part{name: "store", check: records.Ping, failed: "The store cannot store anything at the moment; the log says why."}
	if d, ok := records.(interface{ Durability() string }); ok {
		stored.detail = d.Durability
	}
	p.parts = append(p.parts, stored)
	if a, ok := auth.(interface{ Ready(context.Context) error }); ok {
		p.parts = append(p.parts, part{name: "keys", check: a.Ready, failed: "The keys of the issuer are not there yet; the log says why."})
	}
}

// probe returns what answers the probes on the listener of the API, whose reasons
// are for strangers unless it is a loopback one.
func (f *serveFlags) probe(p *probes, loopback bool) http.Handler {
	if loopback {
		return server.AllowHosts(f.hosts()...)(p.handler(true))
	}
	return p.handler(false)
}

// before puts the probes in front of next, which gets every other request. From
// when the service is going to stop, every answer asks its client to close the
// connection.
func (p *probes) before(next, probe http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.stopping.Load() {
			w.Header().Set("Connection", "close") // over HTTP/2 it becomes GOAWAY
		}
		if isProbe(r.URL.Path) && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			probe.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isProbe(path string) bool { return path == livePath || path == readyPath }

// A readiness is the answer of a probe.
type readiness struct {
	Status string          `json:"status"` // statusOK or statusUnavailable
	Parts  []partReadiness `json:"parts,omitempty"`
}

type partReadiness struct {
	Name   string `json:"name"`
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"` // why it is not ready
	Detail string `json:"detail,omitempty"`
}

const (
	statusOK          = "ok"
	statusUnavailable = "unavailable"
)

// handler returns what answers the probes. Without detailed, reasons leave out
// texts of drivers and providers, which may name hosts and files.
func (p *probes) handler(detailed bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := readiness{Status: statusOK}
		if r.URL.Path == readyPath {
			answer = p.readiness(r.Context(), detailed)
		}
		text, _ := json.Marshal(answer) // strings alone, which cannot fail
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Cache-Control", "no-store")
		if answer.Status != statusOK {
			h.Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_, _ = w.Write(append(text, '\n')) // a client that is gone cannot be told
	})
}

// readiness asks every part.
func (p *probes) readiness(ctx context.Context, detailed bool) readiness {
	all := readiness{Status: statusOK}
	var failing []string
	var reason error
	for _, part := range p.parts {
		found := partReadiness{Name: part.name, Status: statusOK}
		err := part.check(ctx)
		if part.detail != nil {
			found.Detail = part.detail() // which the check may have learned
		}
		if err != nil {
			failing, reason = append(failing, part.name), err
			found.Status, found.Reason = statusUnavailable, part.failed
			if detailed {
				found.Reason = err.Error()
			}
			all.Status = statusUnavailable
		}
		all.Parts = append(all.Parts, found)
	}
	p.note(strings.Join(failing, ", "), reason)
	drain := partReadiness{Name: "drain", Status: statusOK}
	if p.stopping.Load() {
		drain.Status, drain.Reason = statusUnavailable, "The service is going to stop."
		all.Status = statusUnavailable
	}
	all.Parts = append(all.Parts, drain)
	return all
}

// note logs which parts have stopped or begun to be ready since the last time.
func (p *probes) note(failing string, reason error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case failing == p.failing:
	case failing == "":
		p.log.Info("ready again")
	default:
		p.log.Warn("not ready", "parts", failing, "error", reason.Error())
	}
	p.failing = failing
}

// reasonIn returns why a service is not healthy, by the body of its answer: that of
// a probe, or an error of the API.
func reasonIn(body []byte) string {
	var answer struct {
		Parts []partReadiness
		Error struct{ Message string }
	}
	if json.Unmarshal(body, &answer) != nil {
		return ""
	}
	var reasons []string
	for _, part := range answer.Parts {
		if part.Reason != "" {
			reasons = append(reasons, part.Name+": "+part.Reason)
		}
	}
	if len(reasons) == 0 {
		return answer.Error.Message
	}
	return strings.Join(reasons, "; ")
}
