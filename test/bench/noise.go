package main

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// A measurement counts as disturbed when others had more than this share of
// the processors meanwhile.
const disturbed = 0.10

// A noise meter tells how much of the machine others use.
type noise struct {
	patience time.Duration // left in this run for waiting and for repeating
	worst    float64       // share of others in any measurement that counted
}

// A moment is what the processors have done up to now.
type moment struct {
	when         time.Time
	all, ours    time.Duration
	server       *process
	serverBefore time.Duration
}

// mark begins a measurement of what others do besides this process and server,
// which may be nil.
func mark(server *process) moment {
	m := moment{when: time.Now(), all: busy(), ours: self(), server: server}
	if server != nil {
		m.serverBefore, _ = server.cpu() // where it is not known, neither is the rest
	}
	return m
}

// others returns the share of the processors that others had since.
func (m moment) others(cores int) float64 {
	used := busy() - m.all - (self() - m.ours)
	if m.server != nil {
		now, _ := m.server.cpu()
		used -= now - m.serverBefore
	}
	return max(0, float64(used)/float64(time.Since(m.when))/float64(cores))
}

// quiet waits until others leave the machine alone, or patience is at its end.
func (b *bench) quiet() {
	for said := false; b.noise.patience > 0 && b.ctx.Err() == nil; said = true {
		m := mark(nil)
		time.Sleep(200 * time.Millisecond)
		if m.others(b.cores) <= disturbed {
			return
		}
		if !said {
			b.say("others use the machine, waiting for up to %v", b.noise.patience.Round(time.Second))
		}
		b.noise.patience -= time.Since(m.when)
	}
}

// again reports whether a measurement that began at m was disturbed and should
// be repeated.
func (b *bench) again(m moment) bool {
	share := m.others(b.cores)
	if share > disturbed && b.noise.patience > 0 {
		b.say("others used %.0f %% of the machine meanwhile, measuring again", 100*share)
		b.noise.patience -= time.Since(m.when)
		return true
	}
	b.noise.worst = max(b.noise.worst, share)
	return false
}

// busy returns the time that all processors have spent on processes, see
// proc(5).
func busy() time.Duration {
	fields := strings.Fields(firstLine("/proc/stat")) // cpu, user, nice, system
	var sum time.Duration
	for i := 1; i < 4 && i < len(fields); i++ {
		n, _ := strconv.Atoi(fields[i]) // where it is not known, nobody disturbs
		sum += time.Duration(n) * clockTick
	}
	return sum
}

// self returns the processor time of this process.
func self() time.Duration {
	used, _ := cpuOf(os.Getpid()) // where it is not known, nobody disturbs
	return used
}
