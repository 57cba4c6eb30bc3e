package metrics

import (
	"runtime/metrics"
	"time"
)

// started is when the process started, in seconds since 1970, as far as it can
// tell itself.
var started = float64(time.Now().UnixMilli()) / 1000

// runtimeNames are those of Go's own metrics that are read.
var runtimeNames []string

// fromRuntime returns a family whose value Go's runtime knows.
func fromRuntime(name, kind, help, key string) family {
	runtimeNames = append(runtimeNames, key)
	return family{Family{name, kind, help, nil}, func(t *text) {
		if value, ok := t.runtime[key]; ok {
			t.sample(value)
		}
	}}
}

// readRuntime reads Go's own metrics, without a pause of the program.
func (t *text) readRuntime() {
	samples := make([]metrics.Sample, len(runtimeNames))
	for i, name := range runtimeNames {
		samples[i].Name = name
	}
	metrics.Read(samples)
	t.runtime = make(map[string]float64, len(samples))
	for _, s := range samples {
		if s.Value.Kind() == metrics.KindUint64 {
			t.runtime[s.Name] = float64(s.Value.Uint64())
		}
	}
}

// process is what the system knows of this process; what it does not tell is
// negative.
type process struct{ cpu, resident, virtual, openFiles, maxFiles float64 }

// fromProcess returns a family whose value the system knows.
func fromProcess(name, kind, help string, value func(*process) float64) family {
	return family{Family{name, kind, help, nil}, func(t *text) {
		if v := value(&t.process); v >= 0 {
			t.sample(v)
		}
	}}
}

func (t *text) readProcess() {
	t.process = process{-1, -1, -1, -1, -1}
	t.process.read()
}
