package browser

import (
	"flag"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"profilestatus.example/test/browser/chromium"
)

var watch = flag.Duration("watch", 8*time.Second, "how long to watch the live traffic")

// pushPause is the shortest time between two pushes of the service.
const pushPause = 250 * time.Millisecond

// TestLive watches the traffic while 100 exchanges come each second: the pushes
// are gathered, the rows are bounded, and so is what the tab needs.
func TestLive(t *testing.T) {
	page := chromium.Start(t).Page(t)
	origin := open(t, page)
	page.Open(t, origin+"/ui/traffic")
	seen := page.Observe(t)
	sent := traffic(t, origin)
	before, start := page.Metrics(t), time.Now()
	for time.Since(start) < *watch {
		time.Sleep(min(5*time.Second, *watch))
		metrics := page.Metrics(t)
		t.Logf("%v: %d exchanges, %d pushes, heap %.1f MiB, %.0f nodes, %.3f cores", time.Since(start).Round(time.Second), sent.Load(), seen.Events(),
			metrics["JSHeapUsedSize"]/(1<<20), metrics["Nodes"], (metrics["ProcessTime"]-before["ProcessTime"])/time.Since(start).Seconds())
		spent := ""
		for _, part := range []string{"ScriptDuration", "LayoutDuration", "RecalcStyleDuration", "TaskDuration"} {
			spent += fmt.Sprintf(" %s %.3f", part, (metrics[part]-before[part])/time.Since(start).Seconds())
		}
		t.Logf("share of the time:%s", spent)
		if heap := metrics["JSHeapUsedSize"]; heap > 100<<20 {
			t.Fatalf("the heap of the tab is %.0f bytes", heap)
		}
		if rows := chromium.Eval[int](t, page, `document.querySelectorAll("#rows tr").length`); rows > 200 {
			t.Fatalf("%d rows", rows)
		}
	}
	if most := int(time.Since(start)/pushPause) + 2; seen.Events() == 0 || seen.Events() > most {
		t.Errorf("%d pushes for %d exchanges, want 1 to %d", seen.Events(), sent.Load(), most)
	}
	after, took := page.Metrics(t), time.Since(start)
	if cores := (after["ProcessTime"] - before["ProcessTime"]) / took.Seconds(); *watch > time.Minute && cores > 0.1 {
		t.Errorf("the tab needs %.3f of a core", cores)
	}
}

// traffic sends up to 100 creates each second until the end of the test, some of
// them refused, and returns how many were sent.
func traffic(t *testing.T, origin string) *atomic.Int64 {
	var sent atomic.Int64
	done := make(chan struct{})
	ticker := time.NewTicker(10 * time.Millisecond)
	client := &http.Client{Timeout: 5 * time.Second}
	go func() {
		defer close(done)
		defer client.CloseIdleConnections()
		for {
			select {
			case <-t.Context().Done(): // before the service ends
				return
			case <-ticker.C:
			}
			body := goodStatus
			if sent.Load()%10 == 0 {
				body = badStatus
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, origin+"/beta"+statusPath, strings.NewReader(body))
			if err != nil {
				return
			}
			r.Header.Set("Authorization", "Bearer t")
			r.Header.Set("Content-Type", "application/json")
			resp, err := client.Do(r)
			if err != nil {
				return
			}
			_ = resp.Body.Close()
			sent.Add(1)
		}
	}()
	t.Cleanup(func() { ticker.Stop(); <-done })
	return &sent
}
