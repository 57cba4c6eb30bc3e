package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

// small is how many rows the small file has at the start of each measurement.
const small = 10_000

// fillers is how many goroutines fill a file, enough for full batches.
const fillers = 512

// growth compares creates on a small file with creates on a large one. Both
// are copies, so that each run begins with the same.
func (b *bench) growth() error {
	smallFile, largeFile := filepath.Join(b.temp, "small.db"), b.cached("rows")
	if err := b.fill(smallFile, small, inProfiles); err != nil {
		return err
	}
	if _, err := os.Stat(largeFile); err != nil {
		b.say("filling %s with %s rows, once; later runs use it again", largeFile, thousands(b.large))
		if err := b.fill(largeFile, b.large, inProfiles); err != nil {
			return err
		}
	}
	large := filepath.Join(b.temp, "large.db")
	if err := clone(large, largeFile); err != nil {
		return err
	}
	defer os.Remove(large)
	var onSmall, onLarge sample
	for round := range b.rounds {
		fresh := filepath.Join(b.temp, "small-"+strconv.Itoa(round)+".db")
		if err := clone(fresh, smallFile); err != nil {
			return err
		}
		for _, side := range []struct {
			file  string
			rates *sample
		}{{fresh, &onSmall}, {large, &onLarge}} {
			r, err := b.once(subject{connections: 64, start: func(b *bench) (*process, error) {
				return b.service("--store", "sqlite:"+side.file)
			}})
			if err != nil {
				return err
			}
			*side.rates = append(*side.rates, r.rate)
		}
		b.say("growth, round %d: %s/s, then %s/s", round+1, thousands(onSmall[round]), thousands(onLarge[round]))
	}
	b.table.add(row{figure: "create in SQLite, 64 connections, " + thousands(b.large) + " rows: requests/s", against: thousands(small) + " rows",
		format: "%.3f", atLeast: 0.80, got: onLarge.ratio(onSmall), note: thousands(onLarge.median()) + "/s against " + thousands(onSmall.median()) + "/s"})
	return nil
}

// cached returns the name of a large file, which outlives the run: filling it
// takes a minute or two.
func (b *bench) cached(what string) string {
	return filepath.Join(filepath.Dir(b.temp), fmt.Sprintf("profilestatus-bench-%d-%s-of-user-%d.db", b.large, what, os.Getuid()))
}

// inProfiles spreads rows over the profiles of one tenant.
func inProfiles(n int64) store.Key {
	return store.Key{Tenant: store.DefaultTenant, Profile: fmt.Sprintf("profile-%04d", n%profiles)}
}

// fill makes a store with a number of rows at path, through the store itself. Key
// returns to which history the nth belongs.
func (b *bench) fill(path string, rows int, key func(n int64) store.Key) (err error) {
	part := filepath.Join(b.temp, "part.db")
	records, err := sqlite.Open(b.ctx, part)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, records.Close()); err == nil {
			err = os.Rename(part, path)
		}
	}()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(b.cores))
	ctx, cancel := context.WithTimeout(b.ctx, 4*time.Minute)
	defer cancel()
	errs := make([]error, fillers)
	var given atomic.Int64
	var group sync.WaitGroup
	when := time.Date(2026, 11, 23, 9, 58, 12, 0, time.UTC)
	for i := range fillers {
		group.Go(func() {
			for n := given.Add(1); n <= int64(rows) && errs[i] == nil; n = given.Add(1) {
				id, err := uuid.NewV7() // as the service makes them
				if err == nil {
					err = records.Create(ctx, store.Record{Key: key(n), ID: id.String(), Status: "success", LastSynchronization: when})
				}
				errs[i] = err
			}
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("fill %s: %w", path, err)
	}
	return nil
}

// clone copies a closed store and waits until the copy is on the disk, so that
// writing it back does not disturb what is measured next.
func clone(to, from string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Sync(), target.Close())
}
