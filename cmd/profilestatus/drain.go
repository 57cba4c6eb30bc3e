package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// stopAfter returns a context that ends delay after ctx does. From the end of ctx
// until then the service is not ready and serves everything, so that load balancers
// send their requests elsewhere and clients open connections there; the next signal
// ends the wait. Whoever no longer needs the context calls cancel.
func (p *probes) stopAfter(ctx context.Context, delay time.Duration) (later context.Context, cancel context.CancelFunc) {
	later, cancel = context.WithCancel(context.WithoutCancel(ctx))
	context.AfterFunc(ctx, func() {
		defer cancel()
		p.stopping.Store(true)
		notifySystemd(p.log, daemon.SdNotifyStopping)
		if delay == 0 {
			return
		}
		p.log.Info("draining: not ready, but serving until the drain delay ends; another signal ends it at once", "drain_delay", delay.String())
		again := make(chan os.Signal, 1)
		signal.Notify(again, os.Interrupt, syscall.SIGTERM)
		defer signal.Stop(again)
		select {
		case <-later.Done():
		case <-again:
		case <-time.After(delay):
		}
	})
	return later, cancel
}
