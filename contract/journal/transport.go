package journal

import (
	"cmp"
	"net/http"
	"time"

	"profilestatus.example/contract"
)

// Transport returns a transport that sends requests by rt and records the exchanges in
// j, for the paths of the document. A response that ends within [MaxBodyWait] is
// recorded before the client gets it, any other when the client has read or closed its
// body, and a protocol upgrade at once.
func Transport(j *Journal, rt http.RoundTripper) http.RoundTripper { return transport{j, rt} }

type transport struct {
	journal *Journal
	next    http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	o := NewObservation(r)
	sent := r.WithContext(r.Context()) // the caller's stays as it is
	sent.Header = o.RequestHeader
	o.RequestHeader = o.RequestHeader.Clone() // the client may change its own
	var request *Body
	if r.Body != nil && r.Body != http.NoBody {
		request = NewBody(r.Body, cmp.Or(r.ContentLength, -1), t.journal.limits.Request) // 0 means that nobody knows
		sent.Body = request
	}
	record := func() {
		if request != nil {
			o.RequestBody, o.RequestCut = request.Seen()
		}
		o.Duration = time.Since(o.Start)
		t.journal.Record(o)
	}
	resp, err := t.next.RoundTrip(sent)
	if err != nil {
		if r.Context().Err() == nil {
			o.Faults = []contract.Violation{NoAnswer}
		}
		record()
		return nil, err
	}
	o.Status, o.ResponseHeader = resp.StatusCode, resp.Header.Clone()
	if r.Method == http.MethodHead || resp.StatusCode == http.StatusSwitchingProtocols {
		record()
		return resp, nil
	}
	answer := NewBody(resp.Body, resp.ContentLength, t.journal.limits.Response)
	resp.Body = answer
	end := func() {
		o.ResponseBody, o.ResponseCut = answer.Seen()
		if answer.Err() != nil && r.Context().Err() == nil {
			o.Faults = []contract.Violation{NoAnswer}
		}
		record()
	}
	if !IsStream(resp.Header) {
		answer.Await(MaxBodyWait)
	}
	if _, cut := answer.Seen(); cut {
		answer.OnEnd(end)
	} else {
		end()
	}
	return resp, nil
}
