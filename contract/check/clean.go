package check

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// clean deletes what the run created, where the document offers a DELETE: where a
// link leads to, of the object itself, or of the path that it was created at.
func (k *checker) clean(ctx context.Context) {
	k.mu.Lock()
	created := maps.Clone(k.created)
	k.mu.Unlock()
	var mu sync.Mutex
	tried := make(map[string]bool) // by the path that is deleted, whether it is gone
	limit := make(chan struct{}, k.cfg.Concurrency)
	var all sync.WaitGroup
	for _, path := range slices.Sorted(maps.Keys(created)) {
		c := created[path]
		if !c.item && !strings.Contains(path, k.nonce) {
			continue
		}
		s := k.deleter(c.remove)
		if s == nil {
			continue
		}
		limit <- struct{}{}
		all.Go(func() {
			defer func() { <-limit }()
			if !c.sure {
				own, gone := k.look(ctx, path, c.marks)
				if gone {
					mu.Lock()
					tried[c.remove] = true
					mu.Unlock()
				}
				if !own {
					return
				}
			}
			p := &testCase{phase: "clean", operation: s, method: http.MethodDelete, path: c.remove, header: k.headers(s)}
			x, _, _, err := k.client.send(ctx, p)
			for err == nil && x.Status == http.StatusTooManyRequests { // until the time is over
				k.client.pause(max(retryAfter(x.ResponseHeader), 100*time.Millisecond))
				x, _, _, err = k.client.send(ctx, p)
			}
			mu.Lock()
			defer mu.Unlock()
			tried[c.remove] = err == nil && (success(x.Status) || x.Status == http.StatusNotFound || x.Status == http.StatusGone)
		})
	}
	all.Wait()
	failed, left, open := 0, 0, 0
	for _, gone := range tried {
		if !gone {
			failed++
		}
	}
	for _, c := range created {
		_, own := tried[c.remove]
		_, whole := tried[c.at]
		switch {
		case !c.item || own || whole:
		case c.sure:
			left++
		default:
			open++
		}
	}
	if failed > 0 {
		k.miss("%d objects of this run could not be deleted", failed)
	}
	if open > 0 {
		k.unseen("%d objects were left alone: nothing tells that this run created them", open)
	}
	if left > 0 {
		k.unseen("%d objects of this run were left behind: nothing in the document is known to delete them", left)
	}
}

// deleter returns the operation that deletes a path, nil if the document has none
// or it is not selected.
func (k *checker) deleter(path string) *operation {
	call, err := k.doc.Find(http.MethodDelete, path)
	if err != nil {
		return nil
	}
	s := k.operation(call.Operation)
	if s == nil {
		k.miss("%s is not selected, so what this run created was not deleted by it", call.ID)
	}
	return s
}
