package proxy

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// ViolationsHeader is the response header with the violations of an exchange.
const ViolationsHeader = "X-Contract-Violations"

// An exchange is one on its way. It travels in the context of its request.
type exchange struct {
	*journal.Observation
	w         http.ResponseWriter
	ctx       context.Context
	cancel    context.CancelCauseFunc
	timer     *time.Timer // of the wait for the answer
	arrived   atomic.Bool // the header of the answer
	path      string
	challenge []string      // of Proxy-Authenticate
	request   *journal.Body // nil: there is none
	answer    *journal.Body // nil: none was read

	mu        sync.Mutex // of what follows, once the answer is passed on
	asked     *contract.Verdict
	known     *contract.Verdict
	operation *contract.Operation
	verdict   string // of X-Contract-Violations; "": it was not recorded
	recorded  bool
}

type exchangeKey struct{}

// errTimeout ends the wait for an answer.
var errTimeout = errors.New("no answer in time")

func newExchange(w http.ResponseWriter, r *http.Request) *exchange {
	x := &exchange{Observation: journal.NewObservation(r), w: w, path: r.URL.Path}
	ctx, cancel := context.WithCancelCause(r.Context())
	x.ctx, x.cancel = context.WithValue(ctx, exchangeKey{}, x), cancel
	return x
}

// await limits the wait for an answer. It does not end while the client is
// sending.
func (x *exchange) await(d time.Duration) {
	var passed int64
	sending := x.request != nil && x.RequestCut
	x.timer = time.AfterFunc(d, func() {
		if x.arrived.Load() {
			return
		}
		if sending {
			now, waiting := x.request.Passed()
			if waiting || now > passed {
				passed = now
				x.timer.Reset(d)
				return
			}
		}
		x.cancel(errTimeout)
	})
}

func (x *exchange) end() {
	if x.timer != nil {
		x.timer.Stop()
	}
	x.cancel(nil)
}

// answered looks at the beginning of an answer, and at all of it if it ends
// soon, before anything of it is passed on.
func (p *Proxy) answered(resp *http.Response) error {
	x := resp.Request.Context().Value(exchangeKey{}).(*exchange)
	x.arrived.Store(true)
	x.Status, x.ResponseHeader = resp.StatusCode, resp.Header
	x.keepAbsent()
	if x.challenge != nil {
		resp.Header[challenge] = x.challenge
	}
	if len(resp.Trailer) > 0 && resp.Request.ProtoMajor == 1 { // which has no trailers behind a length, as HTTP/2 has
		resp.Header.Del("Content-Length")
	}
	switch {
	case resp.StatusCode == http.StatusSwitchingProtocols:
		x.ResponseCut = true
		p.conclude(x, resp)
		return nil
	case resp.Request.Method == http.MethodHead:
		p.conclude(x, resp)
		return nil
	}
	x.answer = journal.NewBody(resp.Body, resp.ContentLength, p.journal.Limits().Response)
	resp.Body = x.answer
	stream := journal.IsStream(resp.Header)
	if !stream {
		x.answer.Await(p.maxWait)
	}
	if err := x.answer.Err(); err != nil && p.enforce {
		return err
	}
	_, cut := x.answer.Seen()
	if !cut || p.enforce && !stream && p.breaksAhead(x) {
		p.conclude(x, resp)
	} else {
		p.follow(x)
	}
	return nil
}

// conclude records an exchange, says so in the answer's header, and replaces the
// answer if it breaks the contract and that is not allowed.
func (p *Proxy) conclude(x *exchange, resp *http.Response) {
	found := p.record(x)
	if x.verdict != "" {
		resp.Header[ViolationsHeader] = []string{x.verdict}
	}
	if x.Enforced {
		_ = resp.Body.Close()
		p.newProblem(x, http.StatusBadGateway, found).replace(resp)
	}
}

// follow records an exchange when its answer has ended, or when nobody wants to
// wait for that any longer.
func (p *Proxy) follow(x *exchange) {
	p.mu.Lock()
	p.unended[x] = time.AfterFunc(p.timeout, func() { p.record(x) })
	p.mu.Unlock()
	x.answer.OnEnd(func() {
		p.mu.Lock()
		p.unended[x].Stop()
		delete(p.unended, x)
		p.mu.Unlock()
		p.record(x)
	})
}

// Close records the exchanges whose responses have not ended. They continue.
func (p *Proxy) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for x := range p.unended {
		p.record(x)
	}
	return nil
}

// failed answers when the server did not.
func (p *Proxy) failed(w http.ResponseWriter, r *http.Request, err error) {
	x := r.Context().Value(exchangeKey{}).(*exchange)
	x.Status, x.ResponseHeader, x.answer = 0, nil, nil
	switch cause := context.Cause(x.ctx); {
	case x.request != nil && x.request.Err() != nil:
		p.refuse(w, x, http.StatusBadRequest)
		return
	case errors.Is(cause, errTimeout):
		err = errTimeout
	case cause != nil:
		// The client is gone; the server is not to blame. Its request counts.
		p.record(x)
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	p.log.LogAttrs(x.ctx, slog.LevelError, "the server gave no answer", slog.String("error", err.Error()))
	x.Faults = append(x.Faults, journal.NoAnswer)
	p.refuse(w, x, http.StatusBadGateway)
}

// refuse records the exchange and answers it in the server's place.
func (p *Proxy) refuse(w http.ResponseWriter, x *exchange, status int) {
	found := p.record(x)
	p.newProblem(x, status, found).write(w)
}
