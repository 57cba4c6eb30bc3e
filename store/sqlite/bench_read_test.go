package sqlite_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// BenchmarkRead reads from so many callers at once in a history of a thousand
// records.
func BenchmarkRead(b *testing.B) {
	s := open(b, file(b))
	var wg sync.WaitGroup
	for w := range 50 {
		wg.Go(func() {
			for i := range 20 {
				create(b, s, "p", fmt.Sprint(w*20+i))
			}
		})
	}
	wg.Wait()
	for name, read := range map[string]func(i int64) error{
		"find":     func(i int64) error { _, err := s.Find(b.Context(), key("p"), fmt.Sprint(i%1000)); return err },
		"newest":   func(int64) error { _, err := s.Newest(b.Context(), key("p")); return err },
		"list-100": func(int64) error { _, _, err := s.List(b.Context(), key("p"), 0, 100); return err },
	} {
		for _, callers := range []int{1, 16} {
			b.Run(fmt.Sprintf("%s/callers=%d", name, callers), func(b *testing.B) {
				var n atomic.Int64
				var wg sync.WaitGroup
				for range callers {
					wg.Go(func() {
						for i := n.Add(1); i <= int64(b.N); i = n.Add(1) {
							if err := read(i); err != nil {
								b.Error(err)
							}
						}
					})
				}
				wg.Wait()
			})
		}
	}
}
