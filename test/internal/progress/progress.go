// Package progress prints what a program is working on, for programs that run
// many commands of minutes.
package progress

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

// Heartbeat is how often what is worked on is printed, at least.
const Heartbeat = 10 * time.Second

// A Progress prints what is worked on.
type Progress struct {
	out   io.Writer
	begin time.Time

	mu   sync.Mutex
	work map[string]stage // by the name of what it is for
	said time.Time        // when the last line was printed
}

// A stage is what is done for one name, and since when.
type stage struct {
	does  string
	since time.Time
}

// New returns one that counts its seconds from now.
func New(out io.Writer) *Progress {
	now := time.Now()
	return &Progress{out: out, begin: now, said: now, work: map[string]stage{}}
}

// say prints a line with the seconds since the begin. mu must be held.
func (p *Progress) say(format string, args ...any) {
	p.said = time.Now()
	fmt.Fprintf(p.out, "%4.0f s  %s\n", time.Since(p.begin).Seconds(), fmt.Sprintf(format, args...))
}

// Enter says that the work for a name has come to a stage.
func (p *Progress) Enter(name, does string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.work[name] = stage{does, time.Now()}
	p.say("%s: %s", name, does)
}

// Leave says how the work for a name ended.
func (p *Progress) Leave(name, result string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.work, name)
	p.say("%s: %s", name, result)
}

// Beat prints what is worked on whenever nothing else was printed for a while,
// until ctx ends.
func (p *Progress) Beat(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			p.remind(every)
		}
	}
}

// remind prints what is worked on, unless something was printed not long ago.
func (p *Progress) remind(every time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.said) < every/2 || len(p.work) == 0 {
		return
	}
	var parts []string
	for name, s := range p.work {
		parts = append(parts, fmt.Sprintf("%s: %s for %.0f s", name, s.does, time.Since(s.since).Seconds()))
	}
	slices.SortFunc(parts, cmp.Compare[string])
	p.say("still at %s", strings.Join(parts, "; "))
}
