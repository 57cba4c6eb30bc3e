package postgres

import (
	"context"
	"fmt"
	"time"
)

// A durability is what a server promises when it acknowledges a commit.
type durability struct{ synchronousCommit, fsync, standbys string }

// validate refuses a server that acknowledges what it may lose.
func (d durability) validate() error {
	switch {
	case d.synchronousCommit == "off":
		return &refusal{"synchronous_commit is off, so that a crash loses what was answered; set it to on"}
	case d.fsync == "off":
		return &refusal{"fsync is off, so that a crash loses what was answered; set it to on"}
	case d.standbys != "" && d.synchronousCommit == "local":
		return &refusal{"synchronous_commit is local, so that a standby lacks what was answered; set it to on"}
	}
	return nil
}

// String says what an answered create survives.
func (d durability) String() string {
	if d.standbys == "" {
		return "a create is answered when it is on the server's disk; synchronous_standby_names is empty, so a standby that takes over may lack it"
	}
	return "a create is answered when it is on the server's disk and synchronous standbys have it"
}

// absent says why nothing is committed although the server answers.
func absent(standbys string) string {
	return fmt.Sprintf("a commit waits for synchronous standbys, and synchronous_standby_names is '%s'; start one of them or change that setting", standbys)
}

// maxLookWait bounds how long the reason of a failed probe is looked for.
const maxLookWait = 200 * time.Millisecond

// awaitsStandbys reports whether the server holds up a commit of this user until a
// synchronous standby has it, and the setting that says which ones there are.
func (s *Store) awaitsStandbys(ctx context.Context) (names string, waits bool) {
	const query = `SELECT current_setting('synchronous_standby_names')
WHERE EXISTS (SELECT FROM pg_stat_activity WHERE usename = current_user AND wait_event = 'SyncRep')`
	ctx, cancel := context.WithTimeout(ctx, maxLookWait)
	defer cancel()
	err := s.pool.QueryRow(ctx, query).Scan(&names)
	return names, err == nil
}
