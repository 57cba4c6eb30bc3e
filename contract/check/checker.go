package check

import (
	"context"
	"fmt"
	"hash/fnv"
	"iter"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// A checker is one run.
type checker struct {
	begin      time.Time
	cfg        Config
	doc        *contract.Contract
	client     *client
	nonce      string         // in every id of this run
	ids        *regexp.Regexp // of this run, see fresh and freshFor
	operations []*operation
	below      map[string][]variable        // the variables that a path can go on with, see lastVariable
	made       map[*openapi3.Schema][]any   // bodies, by their schema
	selected   map[*contract.Operation]bool // nil: all of them
	pathValues map[string]string            // value of each path variable, by the template up to it
	exists     map[string]bool              // of these, those that are known to exist
	served     map[string]*operation        // an operation that succeeded, by its path in the document
	madeUp     map[string]bool              // names of properties that the document does not have
	tally      report.Tally
	cover      coverage
	record     *recorder
	pulse      pulse

	serial   atomic.Uint64
	answers  atomic.Int64
	origins  origins
	requests atomic.Int64
	waits    atomic.Int64 // that the server asked for
	replays  bool         // a record, which may hold only what was refused
	mu       sync.Mutex
	phase    int                 // that runs, counted from 1; 0 before the first
	created  map[string]creation // paths that something was created at
	spared   map[string][]string // phases that sent some requests of an operation not, to change nothing of others
	notes    map[string]int      // what was not validated or tried, with how often
	hints    map[string]int      // what no request could show
	suspects map[string]suspect  // random requests that found something, by its kind
}

// load is another one in tests, which load the same few documents all the time.
var load = contract.Load

// start makes a checker ready.
func start(cfg Config) (*checker, error) {
	begin := time.Now()
	doc, err := load(cfg.Document, cfg.Options...)
	if err != nil {
		return nil, notRun("%v", err)
	}
	cfg, base, err := cfg.complete(doc)
	if err != nil {
		return nil, err
	}
	if err := cfg.namesKnown(doc); err != nil {
		return nil, err
	}
	k := &checker{
		begin: begin, cfg: cfg, doc: doc, client: newClient(cfg, base, doc),
		nonce:      fmt.Sprintf("%010x", rand.Uint64()>>24), // not of the seed: a second run meets new ids
		pathValues: make(map[string]string), below: make(map[string][]variable), made: make(map[*openapi3.Schema][]any), exists: make(map[string]bool), served: make(map[string]*operation),
		madeUp:  map[string]bool{"": true, "a": true, "\ufffd": true}, // of broken bodies
		created: make(map[string]creation), spared: make(map[string][]string), notes: make(map[string]int), hints: make(map[string]int), suspects: make(map[string]suspect),
	}
	k.ids = regexp.MustCompile("ck" + k.nonce + "-[0-9a-z]+|[0-9a-f]{8}-0000-4000-8000-" + k.nonce + "[0-9a-f]{2}")
	k.record = newRecorder(cfg.Record, k.nonce)
	if k.selected, err = selected(doc, cfg.Include, cfg.Exclude); err != nil {
		return nil, err
	}
	for _, op := range doc.Operations() {
		if k.selected == nil || k.selected[op] {
			k.operations = append(k.operations, k.newOperation(op))
			if above, last, ok := lastVariable(op.Path); ok {
				k.below[above] = append(k.below[above], last)
			}
		}
	}
	if len(k.operations) == 0 {
		return nil, notRun("the document has no operation")
	}
	return k, nil
}

// random returns a source of chance of its own for each name.
func (k *checker) random(name string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // cannot fail
	return rand.New(rand.NewPCG(k.cfg.Seed, h.Sum64()))
}

// fresh returns an id that no request had before.
func (k *checker) fresh() string {
	return "ck" + k.nonce + "-" + strconv.FormatUint(k.serial.Add(1), 36)
}

// The most that one request is repeated, and waited for, when the server says
// that it is busy.
const (
	maxTries = 20
	maxWait  = 30 * time.Second
)

// do sends a test case, validates the answer and reports what is wrong. The result is
// nil if there was no answer.
func (k *checker) do(ctx context.Context, p *testCase) *result {
	r, violations := k.try(ctx, p)
	k.tallyAll(p, r, violations, nil)
	k.suspect(p, violations)
	return r
}

// tallyAll reports violations that a test case showed.
func (k *checker) tallyAll(p *testCase, r *result, violations []contract.Violation, steps []report.Step) {
	if len(steps) == 0 && len(violations) > 0 {
		steps = k.steps(p, r)
	}
	x := &contract.Exchange{Method: p.method, Target: p.target(), RequestHeader: p.header, RequestBody: p.body}
	if r != nil {
		x = r.Exchange
	}
	for _, v := range violations {
		k.tally.AddFinding(report.Finding{Operation: p.id(), Group: p.phase, Level: k.level(p, r, v), Violation: v, Example: *k.wire(x), Steps: k.onWire(steps), Nonce: k.nonce})
	}
}

// try is do without reporting.
func (k *checker) try(ctx context.Context, p *testCase) (*result, []contract.Violation) {
	var all []contract.Violation
	if k.barred(p) {
		k.miss("%s %s belongs to an operation that is not selected, and was not sent", p.method, p.path)
		return nil, nil
	}
	before := k.calm(true)
	for tries := 1; ; tries++ {
		x, took, cut, err := k.client.send(ctx, p)
		if ctx.Err() != nil {
			return nil, all
		}
		k.requests.Add(1)
		k.progress(p, 0, 0)
		if err != nil {
			k.unanswered(ctx)
			v := contract.Violation{Rule: "noAnswer", Target: "connection", Found: connection(err), Want: "an answer",
				Message: fmt.Sprintf("There is no whole answer: %s (%s).", connection(err), p.note)}
			if k.tolerates(v.Rule) {
				return nil, all
			}
			found := append(all, v)
			k.place(p, found)
			k.record.write(p, &result{Exchange: x}, k.origins.of(p), found, nil)
			return nil, found
		}
		k.answered(p)
		if x.ResponseCut {
			k.miss("%s: a stream of events was not read", p.id())
		}
		r := k.evaluate(p, x, took)
		r.id = int(k.answers.Add(1))
		if cut && !k.tolerates("noAnswer") {
			r.soft = append(r.soft, contract.Violation{Rule: "noAnswer", Target: "connection", Found: "a cut connection", Want: "an answer", Message: "The connection was cut before the answer, and only a second try got one."})
			k.place(p, r.soft[len(r.soft)-1:])
			r.found = append(r.found, r.soft[len(r.soft)-1])
		}
		busy := x.Status == http.StatusTooManyRequests || x.Status == http.StatusServiceUnavailable
		if k.calm(busy) == before && tries == maxTries {
			k.pulse.stop(&goneError{busy: true}) // nobody was let through in between
		}
		if wait := retryAfter(x.ResponseHeader); busy && tries < maxTries && wait <= maxWait && (x.Status == http.StatusTooManyRequests || tries < 3) {
			r.found = slices.DeleteFunc(r.found, func(v contract.Violation) bool {
				return v.Rule == "refused" || p.want != 0 && v.Rule == p.rule // the next answer tells
			})
			k.tallyAll(p, r, r.found, nil)
			k.cover.status(p, x.Status)
			k.waits.Add(1)
			k.progress(p, wait, x.Status)
			k.client.pause(wait)
			continue
		}
		if busy {
			k.miss("%s: some requests were answered with %d however often they were repeated", p.id(), x.Status)
		}
		if p.rule != "allow" { // that is of a path, and says nothing of the operation
			k.cover.add(p, r)
		}
		k.cover.time(p, took)
		k.noteCreated(p, r)
		all = append(all, r.found...)
		var steps []report.Step
		if len(all) > 0 && p.scenario == "" {
			steps = k.steps(p, r)
		}
		k.record.write(p, r, k.origins.of(p), all, steps)
		return r, all
	}
}

// wire shows an exchange with the target that was on the wire.
func (k *checker) wire(x *contract.Exchange) *contract.Exchange {
	y := *x
	y.Target = k.client.wire(x.Target)
	return &y
}

// all does several test cases at a time, and returns when they are done. They are
// made one at a time, so that chance and new ids do not depend on how fast
// the answers come.
func (k *checker) all(ctx context.Context, testCases iter.Seq[*testCase]) {
	next, stop := iter.Pull(testCases)
	defer stop()
	var mu sync.Mutex
	pull := func() (*testCase, bool) {
		mu.Lock()
		defer mu.Unlock()
		return next()
	}
	var workers sync.WaitGroup
	for range k.cfg.Concurrency {
		workers.Go(func() {
			for ctx.Err() == nil {
				p, ok := pull()
				if !ok {
					return
				}
				if k.ours(p) {
					k.do(ctx, p)
				} else {
					k.spare(p)
				}
			}
		})
	}
	workers.Wait()
}
