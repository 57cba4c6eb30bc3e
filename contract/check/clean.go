package check

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
)

// clean deletes what the run created, where the document offers a DELETE: of
// the object itself, or of the path that it was created at.
func (k *checker) clean(ctx context.Context) {
	k.mu.Lock()
	var paths []string
	for path := range k.created {
		if strings.Contains(path, k.nonce) || k.created[path].object {
			paths = append(paths, path)
		}
	}
	k.mu.Unlock()
	var left atomic.Int64
	done := make(chan struct{}, k.cfg.Concurrency)
	for _, path := range paths {
		call, err := k.doc.Find(http.MethodDelete, path)
		if err != nil {
			continue
		}
		s := k.subject(call.Operation)
		if s == nil {
			k.miss("%s is not selected, so what this run created was not deleted by it", call.ID)
			continue
		}
		done <- struct{}{}
		go func() {
			defer func() { <-done }()
			p := &probe{phase: "clean", subject: s, method: http.MethodDelete, path: path, header: k.headers(s)}
			x, _, err := k.client.send(ctx, p)
			if err != nil || x.Status >= 400 && x.Status != http.StatusNotFound {
				left.Add(1)
			}
		}()
	}
	for range cap(done) {
		done <- struct{}{}
	}
	if n := left.Load(); n > 0 {
		k.miss("%d objects of this run could not be deleted", n)
	}
}
