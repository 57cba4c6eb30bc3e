package main

import (
	_ "embed"
	"errors"
	"net/http"
	"os"
	"path/filepath"

	"profilestatus.example/test/internal/ledger"
)

// version1 is a store that the first version wrote.
//
//go:embed testdata/version-1.db
var version1 []byte

// oldProfiles are the profiles in it.
var oldProfiles = []string{"school-1", "school-2"}

// makeOld makes a template of version1. What it holds is learnt from a service
// that brings a copy of it up to date without faults.
func (f *faults) makeOld(t *template) (err error) {
	dir := filepath.Join(f.dir, "template-"+oldTemplate)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	t.file, t.sent = filepath.Join(dir, "s.db"), make(ledger.Ledger)
	for _, name := range []string{t.file, t.file + "-copy"} {
		if err := os.WriteFile(name, version1, 0o600); err != nil {
			return err
		}
	}
	s, base, err := f.start(t.file + "-copy")
	if err != nil {
		return err
	}
	defer s.kill()
	web := &http.Client{Transport: &http.Transport{}, Timeout: requestLimit}
	defer web.CloseIdleConnections()
	histories, err := ledger.ReadAll(f.ctx, web, base, oldProfiles)
	if err != nil {
		return err
	}
	for profile, history := range histories {
		for _, e := range history {
			t.sent.Add([]*ledger.Attempt{{Profile: profile, ID: e.ID, Status: e.Status, Time: e.Time, Answer: ledger.Acknowledged}})
		}
	}
	if len(t.sent) == 0 {
		return errors.New("there is nothing in the old file")
	}
	return nil
}
