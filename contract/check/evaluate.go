package check

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"profilestatus.example/contract"
)

// A result is what came of a test case.
type result struct {
	*contract.Exchange
	id    int                  // counts the answers of the run
	valid bool                 // the request kept the contract
	vague bool                 // whether it did was not validated
	asked []contract.Violation // of the request
	found []contract.Violation // of the response
	soft  []contract.Violation // of these, those that only break a convention
}

func (r *result) ok() bool { return r != nil && r.Status >= 200 && r.Status < 300 }

// value returns the JSON body of an answer, nil if there is none.
func (r *result) value() any {
	if r == nil {
		return nil
	}
	body, _ := contract.Decompress(r.ResponseHeader, r.ResponseBody, MaxAnswer)
	return decode(body)
}

// evaluate decides what is wrong with an exchange.
func (k *checker) evaluate(p *testCase, x *contract.Exchange, took time.Duration) *result {
	v := k.doc.Exchange(x)
	sides, all := k.notValidated(p, v.Violations)
	r := &result{Exchange: x, vague: sides[contract.InRequest] || v.RequestCut}
	for _, found := range all {
		switch {
		case found.Rule == "authorization":
			// The exchange does not show what was sent; testCase.plain knows.
		case found.Side == contract.InRequest:
			r.asked = append(r.asked, found)
		case found.Rule == "accepted" || found.Rule == "refused":
			// Said below, with what is known of the test case.
		case found.Rule == "serverError" && (p.rule == "allow" || p.rule == "method") && x.Status == http.StatusNotImplemented:
			// A server need not know OPTIONS, nor what no path offers.
		default:
			r.found = append(r.found, found)
		}
	}
	r.valid = len(r.asked) == 0
	r.found = append(r.found, k.status(p, r)...)
	body, known := contract.Decompress(x.ResponseHeader, x.ResponseBody, MaxAnswer)
	if known && x.Status >= 400 && (v.Operation == nil || has(r.found, "status")) {
		r.soft = k.doc.Error(x.Status, x.ResponseHeader, body) // that errors look alike is not said
	}
	if v.Operation != nil && known {
		r.soft = append(r.soft, k.unknown(v.Operation, x, body, !r.valid)...)
		if r.valid {
			r.soft = append(r.soft, v.Operation.Unselected(x, body)...)
		}
	}
	r.soft = append(r.soft, k.listed(p, r)...)
	r.found = append(r.found, oversized(p, r)...)
	r.soft = slices.DeleteFunc(r.soft, func(v contract.Violation) bool { return k.tolerates(v.Rule) })
	k.place(p, r.soft)
	if p.operation != nil && success(x.Status) && p.operation.onlyDefault() {
		r.found = slices.DeleteFunc(r.found, func(v contract.Violation) bool { return v.Rule == "status" }) // of the profile of Graph
	}
	r.found = append(r.found, headers(x, r.found)...)
	if k.cfg.MaxLatency > 0 && took > k.cfg.MaxLatency {
		r.found = append(r.found, contract.Violation{Rule: "latency", Target: "time", Found: took.Round(time.Millisecond).String(), Want: "at most " + k.cfg.MaxLatency.String(),
			Message: fmt.Sprintf("The answer took longer than %v.", k.cfg.MaxLatency)})
	}
	r.found = slices.DeleteFunc(r.found, func(v contract.Violation) bool { return k.tolerates(v.Rule) })
	if has(r.found, "serverError") { // which is one finding, documented or not
		r.found = slices.DeleteFunc(r.found, func(v contract.Violation) bool { return v.Rule == "status" })
	}
	k.place(p, r.found)
	r.found = append(r.found, r.soft...)
	return r
}

// maxMadeUp bounds how many names are kept that a run made up.
const maxMadeUp = 10_000

// unknown finds properties of an answer that the document does not name, but
// for those that the run made up itself and a server may well give back, at once
// or later: a request that breaks the contract may have made up anything.
func (k *checker) unknown(op *contract.Operation, x *contract.Exchange, body []byte, broken bool) []contract.Violation {
	return slices.DeleteFunc(op.Unknown(x.Status, x.ResponseHeader, body), func(v contract.Violation) bool {
		name := v.Target[strings.LastIndexByte(v.Target, '/')+1:]
		k.mu.Lock()
		defer k.mu.Unlock()
		if broken && len(k.madeUp) < maxMadeUp {
			k.madeUp[name] = true
		}
		return k.madeUp[name] || strings.HasSuffix(name, "…")
	})
}

func has(found []contract.Violation, rule string) bool {
	return slices.ContainsFunc(found, func(v contract.Violation) bool { return v.Rule == rule })
}

// place points violations at the operation where nothing nearer is known.
func (k *checker) place(p *testCase, found []contract.Violation) {
	for i := range found {
		found[i].Side = contract.InResponse
		if found[i].Rule == "accepted" || found[i].Rule == "refused" {
			found[i].Side = contract.InRequest // that is where the place is
		}
		if found[i].Line == 0 && p.operation != nil {
			found[i].Line, found[i].Column = p.operation.line, p.operation.column
		}
	}
}

// status validates whether a request got what it deserved.
func (k *checker) status(p *testCase, r *result) []contract.Violation {
	v := contract.Violation{Target: "status", Found: strconv.Itoa(r.Status)}
	success := success(r.Status)
	switch {
	case p.rule == "method" && r.Status == http.StatusNotImplemented && k.implemented(p.method):
		return k.wanted(p, r, v)
	case r.Status == http.StatusTooManyRequests, r.Status >= 500 && r.Status != http.StatusServiceUnavailable:
		return nil // a wait, and what is said elsewhere
	case p.garbage:
		return k.taken(p, r, v)
	case p.want != 0:
		return k.wanted(p, r, v)
	case p.rule == "allow" && r.Status == http.StatusMethodNotAllowed && !has(r.found, "allow"):
		return k.unlisted(p, r)
	case p.rule == "allow":
		return nil // OPTIONS is HTTP's own
	case !r.valid && r.Status == http.StatusMethodNotAllowed && k.offers(p, r):
		v.Rule, v.Want = "method", "another status"
		v.Message = fmt.Sprintf("The answer is 405, although the document has the method %s at this path (%s).", p.method, p.note)
		return []contract.Violation{v}
	case r.valid && r.vague:
		return nil // nobody knows what it deserves
	case !r.valid && success:
		return k.accepted(r, v)
	case !r.valid || success:
		return nil // as it should be
	case p.operation != nil && p.operation.op.LeavesOpen(r.Exchange):
		return nil
	case p.operation != nil && p.operation.refused && p.note != smallest && !strings.HasPrefix(p.note, ownExample):
		k.miss("%s: a valid request was refused with %d, but so is the smallest one, so nothing is known of it", p.id(), r.Status)
		return nil
	case p.operation != nil && p.operation.suspicious(p.body) && !slices.ContainsFunc(p.operation.suspects, func(name string) bool { return strings.HasPrefix(p.note, "/"+name+": ") }):
		k.miss("%s: a valid request was refused with %d, as others with %s were, so nothing is known of it", p.id(), r.Status, strings.Join(p.operation.suspects, " or "))
		return nil
	case isDuplicate(r.Status) && k.mayBeTaken(p) != "":
		k.miss("%s: a valid request was refused with %d, perhaps since there is an object with this %s", p.id(), r.Status, k.mayBeTaken(p))
		return nil
	case slices.Contains(p.excuse, r.Status) && slices.Contains(businessRefusals, r.Status):
		k.miss("%s: a valid request was answered with %d, which the document allows and does not explain", p.id(), r.Status)
		return nil
	case !p.excused(r.Status) && !k.moved(p, r.Status):
		why := p.note
		if r.Status == http.StatusServiceUnavailable {
			why = "the server is not available" // whatever was sent
		}
		v.Rule, v.Want = "refused", "a success"
		v.Message = fmt.Sprintf("The request keeps the contract and was refused with %d (%s).", r.Status, why)
		if place, _, ok := strings.Cut(why, ": "); ok {
			v.Target = place
		}
		return []contract.Violation{v}
	}
	return nil
}

// implemented reports whether any path of the document has a method.
func (k *checker) implemented(method string) bool {
	return slices.ContainsFunc(k.doc.Operations(), func(op *contract.Operation) bool { return op.Method == method })
}

// moved reports whether a status is a documented redirection.
func (k *checker) moved(p *testCase, status int) bool {
	return status >= 300 && status < 400 && p.operation != nil && (p.operation.documents(strconv.Itoa(status)) || p.operation.documents("3XX"))
}

// accepted words that a bad request got a success, and why it is bad. It is
// placed where the request is wrong, not where the answer is.
func (k *checker) accepted(r *result, v contract.Violation) []contract.Violation {
	asked := slices.DeleteFunc(slices.Clone(r.asked), func(v contract.Violation) bool { return k.tolerates(v.Rule) })
	if len(asked) == 0 {
		return nil
	}
	why := asked[0]
	v.Rule, v.Want, v.Target = "accepted", "a status of the 400s ("+why.Rule+")", why.Target
	v.Line, v.Column = why.Line, why.Column
	v.Message = fmt.Sprintf("The request breaks the contract and was accepted with %d. %s", r.Status, why.Message)
	return []contract.Violation{v}
}

// wanted validates where only one status is right.
func (k *checker) wanted(p *testCase, r *result, v contract.Violation) []contract.Violation {
	gone := r.Status == http.StatusNotFound || r.Status == http.StatusGone
	switch {
	case gone && slices.Contains(p.excuse, r.Status):
		return nil // what may not exist need not be guarded
	case r.Status != p.want:
		v.Rule, v.Want = p.rule, strconv.Itoa(p.want)
		v.Message = fmt.Sprintf("The answer is %d, where %d is right (%s).", r.Status, p.want, p.note)
		return []contract.Violation{v}
	case p.want != http.StatusMethodNotAllowed:
		return nil
	}
	return k.allowed(p, r)
}

func (k *checker) tolerates(rule string) bool { return slices.Contains(k.cfg.Tolerate, rule) }

// notValidated sorts out violations that say only that something was not validated,
// and notes them.
func (k *checker) notValidated(p *testCase, found []contract.Violation) (side map[contract.Side]bool, rest []contract.Violation) {
	side = make(map[contract.Side]bool)
	for _, v := range found {
		if v.Rule != "notJudged" {
			rest = append(rest, v)
			continue
		}
		side[v.Side] = true
		k.miss("%s: a %s was not compared with its schema of line %d, which takes %s", p.id(), v.Side, v.Line, v.Want)
	}
	return side, rest
}
