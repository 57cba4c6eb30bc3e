package postgres_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// BenchmarkCreate creates records under a thousand profiles from so many
// callers at once.
func BenchmarkCreate(b *testing.B) {
	for _, callers := range []int{1, 8, 64, 256} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			s := open(b, database(b))
			var n atomic.Int64
			var wg sync.WaitGroup
			b.ResetTimer()
			for range callers {
				wg.Go(func() {
					for i := n.Add(1); i <= int64(b.N); i = n.Add(1) {
						r := record(fmt.Sprintf("profile-%d", i*7919%1000), fmt.Sprintf("0195d2f0-7c1e-7abc-8def-%012x", i))
						if err := s.Create(b.Context(), r); err != nil {
							b.Error(err)
						}
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			stats := s.Stats()
			b.ReportMetric(float64(stats.Records)/float64(stats.Commits), "rows/commit")
		})
	}
}
