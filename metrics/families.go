package metrics

import "runtime"

// A Family is a metric with all its series.
type Family struct {
	Name   string
	Type   string // counter, gauge or histogram
	Help   string // one line
	Labels []string
}

type family struct {
	Family
	write func(*text)
}

// Families returns all metrics, in the order of the output. A metric without data is
// left out of the output.
func Families() []Family {
	list := make([]Family, len(families))
	for i, f := range families {
		list[i] = f.Family
	}
	return list
}

const (
	counts    = "counter"
	gauge     = "gauge"
	durations = "histogram"
)

var families = []family{
	{Family{"profilestatus_build_info", gauge, "The version that runs; the value is always 1.", []string{"version", "goversion"}},
		func(t *text) { t.sample(1, t.m.version, runtime.Version()) }},
	{Family{"profilestatus_http_requests_total", counts, "Completed requests, by operation of the document (other: none of them) and status.", []string{"operation", "status"}},
		func(t *text) { totals(t, &t.m.answers) }},
	{Family{"profilestatus_http_request_duration_seconds", durations, "Time from receiving a request to the end of its response.", []string{"operation"}},
		func(t *text) { histograms(t, byOperation(&t.m.answers)) }},
	{Family{"profilestatus_http_requests_in_flight", gauge, "Requests in flight, including those for web pages and tokens.", nil},
		func(t *text) { t.sample(float64(t.m.inFlight.Load())) }},
	{Family{"profilestatus_http_refusals_total", counts, "Requests that got an error response, by its code and the code of the first of its details.", []string{"code", "rule"}},
		func(t *text) { counters(t, &t.m.refusals) }},

	{Family{"profilestatus_store_operation_duration_seconds", durations, "Duration of calls to the store, including the wait for a group commit.", []string{"store", "operation"}},
		func(t *text) { histograms(t, &t.m.storeDurations, t.m.storeKind) }},
	{Family{"profilestatus_store_errors_total", counts, "Failed calls to the store, without conflicts and missing records: unavailable (nothing changed), unknown (it may have changed), damaged, other.", []string{"store", "operation", "reason"}},
		func(t *text) { counters(t, &t.m.storeErrors, t.m.storeKind) }},
	{Family{"profilestatus_store_commits_total", counts, "Transactions committed by the store; the memory store has none.", []string{"store"}},
		func(t *text) { t.stats(func(records, commits uint64) uint64 { return commits }) }},
	{Family{"profilestatus_store_committed_records_total", counts, "Statuses that were created in these transactions.", []string{"store"}},
		func(t *text) { t.stats(func(records, commits uint64) uint64 { return records }) }},

	{Family{"profilestatus_issuer_keys_timestamp_seconds", gauge, "When the keys of the issuer were last fetched, in seconds since 1970; 0 if never.", nil}, func(t *text) {
		t.keys(func(k Keys) {
			if k.Last.IsZero() {
				t.sample(0)
				return
			}
			t.sample(float64(k.Last.UnixMilli()) / 1000)
		})
	}},
	{Family{"profilestatus_issuer_key_fetches_total", counts, "Attempts to fetch the keys of the issuer, by result: success or failure.", []string{"result"}}, func(t *text) {
		t.keys(func(k Keys) { t.sample(float64(k.Failures), "failure"); t.sample(float64(k.Successes), "success") })
	}},
	{Family{"profilestatus_mock_rules_fired_total", counts, "Requests that a rule of a test applied to.", nil},
		func(t *text) { t.rules(func(_ int, fired uint64) float64 { return float64(fired) }) }},
	{Family{"profilestatus_mock_tenants", gauge, "Current number of tenants.", nil},
		func(t *text) { t.rules(func(tenants int, _ uint64) float64 { return float64(tenants) }) }},

	{Family{"go_info", gauge, "The version of Go; the value is always 1.", []string{"version"}},
		func(t *text) { t.sample(1, runtime.Version()) }},
	fromRuntime("go_goroutines", gauge, "Current number of goroutines.", "/sched/goroutines:goroutines"),
	fromRuntime("go_sched_gomaxprocs_threads", gauge, "Maximum number of threads that run Go code at the same time.", "/sched/gomaxprocs:threads"),
	fromRuntime("go_memstats_alloc_bytes", gauge, "Memory of objects on the heap, including those not yet garbage-collected.", "/memory/classes/heap/objects:bytes"),
	fromRuntime("go_memstats_alloc_bytes_total", counts, "Total memory of all objects ever allocated.", "/gc/heap/allocs:bytes"),
	fromRuntime("go_memstats_mallocs_total", counts, "Total number of objects ever allocated.", "/gc/heap/allocs:objects"),
	fromRuntime("go_memstats_next_gc_bytes", gauge, "Heap size target of the next garbage collection.", "/gc/heap/goal:bytes"),
	fromRuntime("go_memstats_sys_bytes", gauge, "Memory obtained from the system.", "/memory/classes/total:bytes"),
	fromRuntime("go_gc_gomemlimit_bytes", gauge, "Memory limit of the Go runtime (GOMEMLIMIT).", "/gc/gomemlimit:bytes"),
	fromRuntime("go_gc_cycles_total", counts, "Completed garbage collections.", "/gc/cycles/total:gc-cycles"),

	fromProcess("process_cpu_seconds_total", counts, "CPU time, user and system.", func(p *process) float64 { return p.cpu }),
	fromProcess("process_resident_memory_bytes", gauge, "Resident memory.", func(p *process) float64 { return p.resident }),
	fromProcess("process_virtual_memory_bytes", gauge, "Virtual memory.", func(p *process) float64 { return p.virtual }),
	fromProcess("process_open_fds", gauge, "Open file descriptors.", func(p *process) float64 { return p.openFiles }),
	fromProcess("process_max_fds", gauge, "Maximum number of open file descriptors.", func(p *process) float64 { return p.maxFiles }),
	fromProcess("process_start_time_seconds", gauge, "When the process started, in seconds since 1970.", func(*process) float64 { return started }),
}

// stats writes one of the counters of the store.
func (t *text) stats(pick func(records, commits uint64) uint64) {
	if t.m.storeStats != nil {
		s := t.m.storeStats()
		t.sample(float64(pick(s.Records, s.Commits)), t.m.storeKind)
	}
}

func (t *text) keys(write func(Keys)) {
	if t.m.keys != nil {
		write(t.m.keys())
	}
}

func (t *text) rules(pick func(tenants int, fired uint64) float64) {
	if t.m.rules != nil {
		t.sample(pick(t.m.rules()))
	}
}
