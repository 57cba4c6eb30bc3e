package journal

import (
	"net/http"
	"time"

	"profilestatus.example/contract"
)

// Transport returns a transport that records in j what a client sends by rt and
// gets, under the paths of the document. An answer is recorded before the client
// gets it; so bodies are read ahead, as far as they are validated. Answers that
// have no end are not for it.
func Transport(j *Journal, rt http.RoundTripper) http.RoundTripper { return transport{j, rt} }

type transport struct {
	journal *Journal
	next    http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	o := NewObservation(r)
	o.RequestHeader = r.Header.Clone() // the client may change its own
	if r.Body != nil && r.Body != http.NoBody {
		body := ReadBody(r.Body, r.ContentLength, t.journal.limits.Request)
		o.RequestBody, o.RequestCut = body.Start, !body.Whole
		r = r.WithContext(r.Context()) // the caller's stays as it is
		r.Body = body
	}
	resp, err := t.next.RoundTrip(r)
	if err != nil {
		if r.Context().Err() == nil {
			o.Faults = []contract.Violation{NoAnswer}
		}
		t.record(o)
		return nil, err
	}
	o.Status, o.ResponseHeader = resp.StatusCode, resp.Header
	if r.Method != http.MethodHead {
		body := ReadBody(resp.Body, resp.ContentLength, t.journal.limits.Response)
		o.ResponseBody, o.ResponseCut = body.Start, !body.Whole
		resp.Body = body
	}
	t.record(o)
	return resp, nil
}

func (t transport) record(o *Observation) {
	o.Duration = time.Since(o.Start)
	t.journal.Record(o)
}
