package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"profilestatus.example/store"
)

// starts is how often the start is measured: it is short and varies.
const starts = 10

// startUp measures how long a script has to wait for its first 201, also where much
// is stored.
func (b *bench) startUp() error {
	fresh := func(i int) []string {
		return []string{"--store", "sqlite:" + filepath.Join(b.temp, "start-"+strconv.Itoa(i)+".db")}
	}
	if err := b.starting("new file", 50, fresh); err != nil {
		return err
	}
	stored := min(b.large, 1_000_000)
	cached := b.cached("rows-of-tenants")
	if _, err := os.Stat(cached); err != nil {
		b.say("filling %s, once; later runs use it again", cached)
		if err := b.fill(cached, stored, inTenants); err != nil {
			return err
		}
	}
	file := filepath.Join(b.temp, "tenants.db")
	if err := clone(file, cached); err != nil {
		return err
	}
	defer os.Remove(file)
	what := thousands(stored) + " statuses of " + thousands(tenants) + " tenants"
	plain := []string{"--store", "sqlite:" + file}
	if err := b.starting(what, 100, func(int) []string { return plain }); err != nil {
		return err
	}
	limited := append(plain, "--test-powers", "--max-tenants", strconv.Itoa(tenants), "--tenant-statuses", "1000000", "--keep", "30d", "--keep-last", "1000")
	return b.starting(what+", with limits", 100, func(int) []string { return limited })
}

// tenants is how many there are in a large store.
const tenants = 10_000

// inTenants spreads rows over tenants, and gives the one that is asked as many as
// the others.
func inTenants(n int64) store.Key {
	k := store.Key{Tenant: fmt.Sprintf("tenant-%04d", n%tenants), Profile: fmt.Sprintf("profile-%d", n/tenants%10)}
	if n%tenants == 0 {
		k.Tenant = store.DefaultTenant
	}
	return k
}

// starting measures starts with args, which get the number of the start.
func (b *bench) starting(what string, atMost float64, args func(i int) []string) error {
	var all sample
	for i := range starts {
		begin := time.Now()
		p, err := b.service(args(i)...)
		if err != nil {
			return err
		}
		defer p.kill()
		c, err := dial(p.addr, 201)
		if err != nil {
			return err
		}
		_ = c.SetDeadline(time.Now().Add(10 * time.Second)) // cannot fail on a new connection
		if err := errors.Join(c.exchange(creates[0]), c.Close()); err != nil {
			return err
		}
		all = append(all, float64(time.Since(begin).Microseconds())/1000)
		if _, err := p.stop(); err != nil {
			return err
		}
	}
	b.say("start, %s: %.0f ms", what, all.median())
	b.table.add(row{figure: "start to the first 201, " + what, against: "-", format: "%.0f ms", atMost: atMost, got: all})
	return nil
}

// memory measures what the program holds when it idles, and after it has
// worked.
func (b *bench) memory() error {
	p, err := b.service("--store", "sqlite:"+filepath.Join(b.temp, "memory.db"))
	if err != nil {
		return err
	}
	defer p.kill()
	time.Sleep(time.Second)
	idle, err := p.status("VmRSS")
	if err != nil {
		return err
	}
	b.say("memory: %.1f MiB idle, now %s creates", idle, thousands(b.creates))
	o, err := load{requests: creates, status: 201, connections: 64, limit: b.creates}.
		run(b.ctx, p.addr, time.Now(), time.Now().Add(2*time.Minute))
	if err != nil {
		return err
	}
	worked, err := p.status("VmRSS")
	if err != nil {
		return err
	}
	if _, err := p.stop(); err != nil {
		return err
	}
	b.table.add(row{figure: "resident memory, idle", against: "-", format: "%.1f MiB", atMost: 30, got: sample{idle}})
	b.table.add(row{figure: "resident memory after " + thousands(o.requests) + " creates in SQLite", against: "-", format: "%.1f MiB", atMost: 60, got: sample{worked}})
	return nil
}

// size measures the program as it is released.
func (b *bench) size() error {
	info, err := os.Stat(b.program)
	if err != nil {
		return err
	}
	b.table.add(row{figure: "size of the program, stripped", against: "-", format: "%.1f MiB", atMost: 30, got: sample{float64(info.Size()) / (1 << 20)}})
	return nil
}
