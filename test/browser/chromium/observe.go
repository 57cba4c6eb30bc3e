package chromium

import (
	"context"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
)

// Traffic is what a page has sent and been sent since it was observed.
type Traffic struct {
	mu        sync.Mutex
	addresses []string
	events    int
}

// Addresses returns those that were asked for, in order.
func (o *Traffic) Addresses() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.addresses...)
}

// Events returns how many server-sent events came.
func (o *Traffic) Events() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.events
}

// Observe records the traffic of the page from now on.
func (p *Page) Observe(t testing.TB) *Traffic {
	t.Helper()
	var o Traffic
	p.do(t, "observing the network", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		// Or the tab would keep all that was sent to it, for whoever observes it.
		_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{MaxTotalBufferSize: new(int64(1)), MaxResourceBufferSize: new(int64(1))})
		return err
	}))
	err := chromedp.Listen(p.ctx, func(event any) {
		o.mu.Lock()
		defer o.mu.Unlock()
		switch event := event.(type) {
		case *network.EventRequestWillBeSent:
			o.addresses = append(o.addresses, event.Request.URL)
		case *network.EventEventSourceMessageReceived:
			o.events++
		}
	})
	if err != nil {
		t.Fatalf("observing the network: %v", err)
	}
	return &o
}

// WithoutScript lets no script of a page run from now on. Eval still works, but
// waits for no promise.
func (p *Page) WithoutScript(t testing.TB) {
	t.Helper()
	p.do(t, "switching scripts off", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

// Metrics returns measurements of the page by their names in the protocol, such
// as JSHeapUsedSize in bytes and ProcessTime in seconds of a core.
func (p *Page) Metrics(t testing.TB) map[string]float64 {
	t.Helper()
	return run(t, p, "measuring", func(ctx context.Context, _ *chromedp.Target) (map[string]float64, error) {
		if _, err := chromedp.Call(ctx, performance.Enable, performance.EnableParams{}); err != nil {
			return nil, err
		}
		result, err := chromedp.Call(ctx, performance.GetMetrics, struct{}{})
		metrics := make(map[string]float64)
		for _, m := range result.Metrics {
			metrics[m.Name] = m.Value
		}
		return metrics, err
	})
}

// Press presses keys, as a person does: "\t" is Tab and "\r" is Enter.
func (p *Page) Press(t testing.TB, keys string) {
	t.Helper()
	p.do(t, "pressing keys", chromedp.KeyEvent(keys))
}

// PressToFollow presses keys that lead to another page, as Follow does.
func (p *Page) PressToFollow(t testing.TB, keys string) int64 {
	t.Helper()
	return p.follow(t, "keys", chromedp.KeyEvent(keys))
}
