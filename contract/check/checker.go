package check

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// A checker is one run.
type checker struct {
	cfg      Config
	doc      *contract.Contract
	client   *client
	nonce    string // in every id of this run
	subjects []*subject
	home     map[string]string // value of each path variable, by the template up to it
	proven   map[string]bool   // of these, those that are known to exist
	madeUp   map[string]bool   // names of properties that the document does not have
	tally    report.Tally
	cover    coverage
	record   *recorder

	serial   atomic.Uint64
	requests atomic.Int64
	mu       sync.Mutex
	created  map[string]*subject // paths that something was created at
	notes    map[string]bool     // what is not covered
	shrunk   map[string]bool     // kinds that were shrunk
}

// start makes a checker ready.
func start(cfg Config) (*checker, error) {
	doc, err := contract.Load(cfg.Document)
	if err != nil {
		return nil, notRun("%v", err)
	}
	cfg, base, err := cfg.complete(doc)
	if err != nil {
		return nil, err
	}
	k := &checker{
		cfg: cfg, doc: doc, client: newClient(cfg, base, doc),
		nonce: fmt.Sprintf("%010x", rand.Uint64()>>24), // not of the seed: a second run meets new ids
		home:  make(map[string]string), proven: make(map[string]bool),
		madeUp:  map[string]bool{"": true, "a": true, "\ufffd": true}, // of broken bodies
		created: make(map[string]*subject), notes: make(map[string]bool), shrunk: make(map[string]bool),
	}
	k.record = newRecorder(cfg.Record, k.nonce)
	for _, op := range doc.Operations() {
		k.subjects = append(k.subjects, k.newSubject(op))
	}
	if len(k.subjects) == 0 {
		return nil, notRun("the document has no operation")
	}
	return k, nil
}

// random returns a source of chance of its own for each name.
func (k *checker) random(name string) *rand.Rand {
	var h uint64 = 14695981039346656037 // FNV-1a
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return rand.New(rand.NewPCG(k.cfg.Seed, h))
}

// fresh returns an id that no request had before.
func (k *checker) fresh() string {
	return "ck" + k.nonce + "-" + strconv.FormatUint(k.serial.Add(1), 36)
}

// miss notes what is not covered.
func (k *checker) miss(format string, args ...any) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.notes[fmt.Sprintf(format, args...)] = true
}

// The most that one request is repeated, and waited for, when the server says
// that it is busy.
const (
	maxTries = 20
	maxWait  = 30 * time.Second
)

// do sends a probe, judges the answer and reports what is wrong. The result is
// nil if there was no answer.
func (k *checker) do(ctx context.Context, p *probe) *result {
	r, violations := k.try(ctx, p)
	k.tallyAll(p, r, violations)
	return r
}

// tallyAll reports violations that a probe showed.
func (k *checker) tallyAll(p *probe, r *result, violations []contract.Violation) {
	x := &contract.Exchange{Method: p.method, Target: p.target(), RequestHeader: p.header, RequestBody: p.body}
	if r != nil {
		x = r.Exchange
	}
	for _, v := range violations {
		k.tally.Add(p.id(), p.phase, v, k.wire(x))
	}
}

// try is do without reporting.
func (k *checker) try(ctx context.Context, p *probe) (*result, []contract.Violation) {
	var all []contract.Violation
	for tries := 1; ; tries++ {
		x, took, err := k.client.send(ctx, p)
		if ctx.Err() != nil {
			return nil, all
		}
		k.requests.Add(1)
		if err != nil {
			v := contract.Violation{Rule: "noAnswer", Target: "connection", Found: err.Error(), Want: "an answer",
				Message: fmt.Sprintf("There is no whole answer: %v (%s).", err, p.note)}
			if k.tolerates(v.Rule) {
				return nil, all
			}
			found := append(all, v)
			k.place(p, found)
			k.record.write(p, x, found)
			return nil, found
		}
		r := k.judge(p, x, took)
		busy := x.Status == http.StatusTooManyRequests || x.Status == http.StatusServiceUnavailable
		if wait := retryAfter(x.ResponseHeader); busy && tries < maxTries && wait <= maxWait && (x.Status == http.StatusTooManyRequests || tries < 3) {
			for _, v := range r.found {
				if v.Rule != "refused" {
					all = append(all, v)
				}
			}
			k.cover.status(p, x.Status)
			k.client.pause(wait)
			continue
		}
		if busy {
			k.miss("%s: some requests were answered with %d however often they were repeated", p.id(), x.Status)
		}
		k.cover.add(p, r)
		k.cover.time(p, took)
		k.noteCreated(p, r)
		all = append(all, r.found...)
		k.record.write(p, x, all)
		return r, all
	}
}

// wire shows an exchange with the target that was on the wire.
func (k *checker) wire(x *contract.Exchange) *contract.Exchange {
	y := *x
	y.Target = k.client.wire(x.Target)
	return &y
}

// noteCreated remembers where something was created, to delete it later.
func (k *checker) noteCreated(p *probe, r *result) {
	const most = 100_000
	if p.subject == nil || p.method != http.MethodPost && p.method != http.MethodPut || !r.ok() {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, known := k.created[p.path]; !known && len(k.created) < most {
		k.created[p.path] = p.subject
	}
	link := r.ResponseHeader.Get("Location")
	if path, _, ok := k.client.local(p.path, link); ok && link != "" && len(k.created) < most {
		k.created[path] = nil
	}
}

// ours reports whether a probe touches only what this run created. What breaks
// the contract may be sent anywhere.
func (k *checker) ours(p *probe) bool {
	switch p.method {
	case http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		return true
	}
	if strings.Contains(p.path, k.nonce) || p.want == http.StatusMethodNotAllowed && p.method != http.MethodDelete {
		return true
	}
	k.mu.Lock()
	_, created := k.created[p.path]
	k.mu.Unlock()
	if created && p.method != http.MethodDelete {
		return true
	}
	_, found := k.ask(p.method, p.path, p.query, p.header, p.body)
	return len(found) > 0 && p.want == 0
}

// all does several probes at a time, and returns when they are done.
func (k *checker) all(ctx context.Context, probes []*probe) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(k.cfg.Concurrency, len(probes)) {
		workers.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(probes) {
					return
				}
				if p := probes[i]; k.ours(p) {
					k.do(ctx, p)
				} else {
					k.miss("%s: it would change what is not of this run", p.id())
				}
				if k.cfg.Progress != nil && i%16 == 0 {
					k.cfg.Progress(probes[i].phase, int(k.requests.Load()))
				}
			}
		})
	}
	workers.Wait()
}
