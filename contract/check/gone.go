package check

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// After goneAfter requests in a row without an answer the server is asked
// goneTries times for its base path. If there is no answer to that either, it is
// gone, and the run ends.
const (
	goneAfter = 8
	goneTries = 3
)

// A pulse watches whether the server is still there. It belongs to a checker,
// whose mu guards it.
type pulse struct {
	last   string // the last request that was answered
	silent int    // requests without an answer since then
	calm   int    // answers that did not ask to wait
	stop   context.CancelCauseFunc
}

// A goneError says that the server has gone away, or answers nothing but 429.
type goneError struct {
	last string
	busy bool
}

func (e *goneError) Error() string {
	if e.busy {
		return "the server answers nothing but 429 (Too Many Requests), however long it is waited for"
	}
	if e.last == "" {
		return "the server is gone: it answered no request"
	}
	return "the server is gone: the last request that it answered was " + e.last
}

// answered notes that there was an answer.
func (k *checker) answered(p *testCase) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.pulse.last, k.pulse.silent = p.method+" "+p.target()+" ("+p.name()+", phase "+p.phase+")", 0
}

// name says which request a test case is.
func (p *testCase) name() string {
	if p.operation == nil {
		return p.note
	}
	return p.id() + ": " + p.note
}

// unanswered notes that there was no answer, and ends the run if the server is
// gone.
func (k *checker) unanswered(ctx context.Context) {
	k.mu.Lock()
	k.pulse.silent++
	look := k.pulse.silent == goneAfter
	last := k.pulse.last
	k.mu.Unlock()
	if !look {
		return
	}
	if !k.alive(ctx) && ctx.Err() == nil {
		k.pulse.stop(&goneError{last: last})
		return
	}
	k.mu.Lock()
	k.pulse.silent = 0
	k.mu.Unlock()
}

// calm counts an answer, unless it asks to wait, and returns how many were counted.
func (k *checker) calm(busy bool) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !busy {
		k.pulse.calm++
	}
	return k.pulse.calm
}

// alive reports whether the server answers a request for its base path, however
// it does.
func (k *checker) alive(ctx context.Context) bool {
	p := &testCase{method: http.MethodGet, path: k.doc.BasePath() + "/", plain: true}
	for range goneTries {
		_, _, _, err := k.client.send(ctx, p)
		if err == nil || isFinal(err) {
			return err == nil
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(k.cfg.Timeout / 10):
		}
	}
	return false
}

// gone returns why the run ended if that is since the server went away.
func gone(ctx context.Context) *goneError {
	var e *goneError
	errors.As(context.Cause(ctx), &e)
	return e
}

// refused reports whether violations say that the connection was refused.
func refused(found []contract.Violation) bool {
	return slices.ContainsFunc(found, func(v contract.Violation) bool { return v.Rule == "noAnswer" && v.Found == refusedText })
}

// withoutRefused drops what says only that the server was gone already.
func withoutRefused(all []report.Finding) []report.Finding {
	return slices.DeleteFunc(all, func(f report.Finding) bool {
		return refused([]contract.Violation{f.Violation})
	})
}
