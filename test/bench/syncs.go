package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"

	"profilestatus.example/store"
)

// syncs counts how many creates share a sync of the disk. The same server and
// store run in a child of this program, since the real one does not tell.
func (b *bench) syncs() error {
	var shared sample
	for round := range b.rounds {
		p, err := b.child("counted", filepath.Join(b.temp, "syncs-"+strconv.Itoa(round)+".db"))
		if err != nil {
			return err
		}
		defer p.kill()
		if _, err := b.measure(p, load{requests: creates, status: 201, connections: 64}); err != nil {
			return err
		}
		rest, err := p.stop()
		if err != nil {
			return err
		}
		var stats store.Stats
		if err := json.Unmarshal([]byte(rest), &stats); err != nil || stats.Commits == 0 {
			return fmt.Errorf("the store counted %q (%v)", rest, err)
		}
		shared = append(shared, float64(stats.Records)/float64(stats.Commits))
	}
	b.say("syncs: %.1f rows each", shared.median())
	b.table.add(row{figure: "create in SQLite, 64 connections: rows per sync", against: "-", format: "%.1f", atLeast: 25,
		got: shared, note: "as the store counts its commits"})
	return nil
}
