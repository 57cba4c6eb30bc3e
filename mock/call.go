package mock

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/store"
)

// A call is one request as the mock sees it. It is the request's context, and a value
// of it, since that is what the authenticator and the handlers get.
type call struct {
	context.Context                     // of the request as it came
	request         *http.Request       // as it is given to the server
	writer          http.ResponseWriter // of the connection
	name            string              // of the tenant: "" or as the path names it, until the caller is admitted
	tenant          *tenant             // nil until then
	arrived         time.Time           // when it was admitted, by the clock of the tenant

	rule       string // the id of the rule that had an effect, or ""
	deliberate bool   // the answer, or that there is none, is not the service's own
	reset      bool   // the connection is to be reset once the exchange is recorded
	quiet      bool   // no rule is for it
	foreign    bool   // the token is of another tenant than the path
	valid      bool   // the server has validated the request and found nothing

	body io.Reader // of the request, whose reading the journal sees; nil: there is no journal
}

// seeBody shows the journal the body of a request that is refused before it is
// read, as far as the API takes one, so that the journal knows the request when
// it comes again.
func (c *call) seeBody(limit int64) {
	if c.body != nil {
		_, _ = io.CopyN(io.Discard, c.body, limit+1) // what cannot be read is not seen
	}
}

type callKey struct{}

// Value implements [context.Context].
func (c *call) Value(key any) any {
	if key == (callKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// callOf returns the call that a context belongs to.
func callOf(ctx context.Context) *call { return ctx.Value(callKey{}).(*call) }

// asked returns the verdict on a request that the server has validated, so that
// the journal need not do it again; nil if the server has not, or if the document
// has no operation for it, as for HEAD.
func (c *call) asked(api *contract.Contract, o *journal.Observation) *contract.Verdict {
	if !c.valid || o.RequestCut {
		return nil
	}
	path, _, _ := strings.Cut(o.Target, "?")
	found, err := api.Find(o.Method, path)
	if err != nil {
		return nil
	}
	return &contract.Verdict{Operation: found.Operation}
}

// release ends what the call is to its tenant.
func (c *call) release() {
	if c.tenant != nil {
		c.tenant.release()
	}
}

func (c *call) nameOrDefault() string { return cmp.Or(c.name, store.DefaultTenant) }
