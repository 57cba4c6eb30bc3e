package check

import (
	"context"
	"errors"
)

// begin is start in no more time than a run may take. A document that is still being
// loaded then is loaded to its end and forgotten, at most half a minute later if it
// waits for others.
func begin(ctx context.Context, cfg Config) (*checker, error) {
	if cfg.MaxTime > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, cfg.MaxTime)
		defer cancel()
	}
	type started struct {
		k   *checker
		err error
	}
	done := make(chan started, 1)
	go func() {
		k, err := start(cfg)
		done <- started{k, err}
	}()
	select {
	case s := <-done:
		return s.k, s.err
	case <-ctx.Done():
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil, notRun("the time was over before the document was loaded")
	}
	return nil, notRun("the run was interrupted while the document was loaded")
}
