package proxy

import (
	"context"
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// ViolationsHeader is the header that says what an exchange broke.
const ViolationsHeader = "X-Contract-Violations"

// An exchange is one on its way. It travels in the context of its request.
type exchange struct {
	*journal.Observation
	ctx     context.Context
	cancel  context.CancelCauseFunc
	timer   *time.Timer
	path    string
	request *journal.Body // nil: there is none
	answer  *journal.Body // nil: none was read
	verdict string        // of X-Contract-Violations; "": it was not recorded
}

type exchangeKey struct{}

// errTimeout ends the wait for an answer.
var errTimeout = errors.New("no answer in time")

func newExchange(r *http.Request) *exchange {
	x := &exchange{Observation: journal.NewObservation(r), path: r.URL.Path}
	ctx, cancel := context.WithCancelCause(r.Context())
	x.ctx, x.cancel = context.WithValue(ctx, exchangeKey{}, x), cancel
	return x
}

// await limits the wait for an answer, arrived ends it.
func (x *exchange) await(d time.Duration) {
	x.timer = time.AfterFunc(d, func() { x.cancel(errTimeout) })
}

func (x *exchange) arrived() { x.timer.Stop() }

func (x *exchange) end() {
	if x.timer != nil {
		x.timer.Stop()
	}
	x.cancel(nil)
}

// answered validates an answer before anything of it is passed on.
func (p *Proxy) answered(resp *http.Response) error {
	x := resp.Request.Context().Value(exchangeKey{}).(*exchange)
	if endless(resp) {
		x.ResponseCut = true
	} else {
		size := resp.ContentLength
		if resp.Request.Method == http.MethodHead {
			size = -1 // that of the body which is not sent
		}
		body := journal.ReadBody(resp.Body, size, p.journal.Limits().Response)
		resp.Body, x.answer = body, body
		if body.Err() != nil {
			return body.Err()
		}
		x.ResponseBody, x.ResponseCut = body.Start, !body.Whole
	}
	x.arrived()
	x.Status, x.ResponseHeader = resp.StatusCode, resp.Header
	replaced := p.enforce && !endless(resp) && p.journal.Concerns(x.Observation) &&
		p.journal.Validate(x.Observation).Broke(contract.InResponse)
	x.Enforced = replaced
	found := p.record(x)
	if replaced {
		_ = resp.Body.Close() // what is left of it is of no use
		newProblem(x, http.StatusBadGateway, found).replace(resp)
	}
	if x.verdict != "" {
		resp.Header[ViolationsHeader] = []string{x.verdict}
	}
	return nil
}

// endless reports whether an answer goes on for as long as both sides like.
func endless(resp *http.Response) bool {
	mediaType, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return resp.StatusCode == http.StatusSwitchingProtocols || mediaType == "text/event-stream"
}

// failed answers when the server did not.
func (p *Proxy) failed(w http.ResponseWriter, r *http.Request, err error) {
	x := r.Context().Value(exchangeKey{}).(*exchange)
	x.Status = 0
	switch cause := context.Cause(x.ctx); {
	case x.request != nil && x.request.Err() != nil:
		x.Faults = append(x.Faults, brokenRequest)
		p.refuse(w, x, http.StatusBadRequest, x.Faults)
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
	p.refuse(w, x, http.StatusBadGateway, x.Faults)
}

// cut records that a large answer broke off while it was passed on. It was
// recorded before, so it is now a second exchange, without an answer.
func (p *Proxy) cut(x *exchange) {
	if !x.ResponseCut || x.answer == nil || x.answer.Err() == nil || context.Cause(x.ctx) != nil {
		return // it came whole, or it is the client that broke off
	}
	x.Status, x.ResponseHeader, x.ResponseBody, x.ResponseCut = 0, nil, nil, false
	x.Faults = append(x.Faults, journal.NoAnswer)
	p.record(x)
}

// refuse records the exchange and answers it in the server's place, with the
// given violations if it is not one that is recorded.
func (p *Proxy) refuse(w http.ResponseWriter, x *exchange, status int, unrecorded []contract.Violation) {
	found := p.record(x)
	if x.verdict == "" {
		found = unrecorded
	}
	newProblem(x, status, found).write(w)
}
