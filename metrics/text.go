package metrics

import (
	"cmp"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ContentType is the Content-Type of the responses of [Metrics.Handler].
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// Handler returns the handler for Prometheus. It answers 405 to methods other than GET
// and HEAD.
func (m *Metrics) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "use GET", http.StatusMethodNotAllowed)
			return
		}
		w.Header().Set("Content-Type", ContentType)
		w.Header().Set("Cache-Control", "no-store")
		_, _ = io.WriteString(w, m.text()) // a client that is gone cannot be told
	})
}

// text returns all metrics in the text format.
func (m *Metrics) text() string {
	t := &text{m: m}
	t.readRuntime()
	t.readProcess()
	for i := range families {
		t.family = &families[i]
		t.headed = false
		t.family.write(t)
	}
	return t.String()
}

// text is the text format while it is written, family by family.
type text struct {
	strings.Builder
	m      *Metrics
	family *family
	headed bool // the lines before the samples of the family are written

	runtime map[string]float64
	process process
}

// sample writes one line. A family without a sample is left out.
func (t *text) sample(value float64, labels ...string) { t.line("", value, t.family.Labels, labels) }

// line writes a sample whose name has a suffix.
func (t *text) line(suffix string, value float64, names, values []string) {
	if !t.headed {
		t.headed = true
		t.WriteString("# HELP " + t.family.Name + " " + t.family.Help + "\n# TYPE " + t.family.Name + " " + t.family.Type + "\n")
	}
	t.WriteString(t.family.Name + suffix)
	for i, name := range names {
		t.WriteString(separator(i) + name + `="` + escape.Replace(values[i]) + `"`)
	}
	if len(names) > 0 {
		t.WriteByte('}')
	}
	t.WriteByte(' ')
	t.WriteString(number(value))
	t.WriteByte('\n')
}

func separator(i int) string {
	if i == 0 {
		return "{"
	}
	return ","
}

var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func number(value float64) string {
	if math.IsInf(value, 1) {
		return "+Inf"
	}
	return strconv.FormatFloat(value, 'g', -1, 64)
}

// counters writes a family of counters.
func counters[L labels](t *text, v *vec[L, counter], first ...string) {
	for _, l := range sorted(v) {
		t.sample(float64(v.series()[l].Load()), append(first, l.values()...)...)
	}
}

// totals writes a family of counters of what histograms have counted.
func totals[L labels](t *text, v *vec[L, histogram]) {
	for _, l := range sorted(v) {
		t.sample(float64(v.series()[l].total()), l.values()...)
	}
}

// byOperation returns one histogram for all statuses of an operation.
func byOperation(answers *vec[request, histogram]) *vec[operation, histogram] {
	all := new(vec[operation, histogram])
	for l, h := range answers.series() {
		all.get(operation{l.operation}).add(h)
	}
	return all
}

// histograms writes a family of histograms.
func histograms[L labels](t *text, v *vec[L, histogram], first ...string) {
	for _, l := range sorted(v) {
		h := v.series()[l]
		values := append(first, l.values()...)
		names := append(slices.Clone(t.family.Labels), "le")
		total := uint64(0)
		for i := range h.counts {
			total += h.counts[i].Load()
			le := math.Inf(1)
			if i < len(bounds) {
				le = bounds[i].Seconds()
			}
			t.line("_bucket", float64(total), names, append(slices.Clone(values), number(le)))
		}
		t.line("_sum", time.Duration(h.sum.Load()).Seconds(), t.family.Labels, values)
		t.line("_count", float64(total), t.family.Labels, values)
	}
}

// sorted returns the labels of all series in order, so that two answers can be
// compared.
func sorted[L labels, S any](v *vec[L, S]) []L {
	all := make([]L, 0, len(v.series()))
	for l := range v.series() {
		all = append(all, l)
	}
	slices.SortStableFunc(all, func(a, b L) int { return slices.CompareFunc(a.values(), b.values(), cmp.Compare) })
	return all
}
