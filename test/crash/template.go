package main

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"profilestatus.example/test/internal/ledger"
)

// Names of templates.
const (
	logTemplate  = "log"  // a few statuses, still in the log
	goneTemplate = "gone" // some hundred statuses of one profile, to be deleted
	fullTemplate = "full" // a log that the next creates bring into the database
	oldTemplate  = "old"  // a file that the first version wrote
)

// goneProfile is the profile that is deleted.
const goneProfile = "gone"

// checkpointLimit bounds how many creates a search for a checkpoint makes.
const checkpointLimit = 20_000

// A template is a store, as a killed service left it, that trials begin with.
type template struct {
	once   sync.Once
	err    error
	file   string
	sent   ledger.Ledger
	serial atomic.Int64
}

// newTemplates returns templates that are made when they are first used.
func newTemplates() map[string]*template {
	return map[string]*template{logTemplate: {}, goneTemplate: {}, fullTemplate: {}, oldTemplate: {}}
}

// template returns the template with a name.
func (f *faults) template(name string) (*template, error) {
	t := f.templates[name]
	t.once.Do(func() {
		switch name {
		case logTemplate:
			t.err = f.makeTemplate(t, name, ledger.Profiles, 24)
		case goneTemplate:
			t.err = f.makeTemplate(t, name, []string{goneProfile}, 300)
		case fullTemplate:
			t.err = f.makeFull(t)
		case oldTemplate:
			t.err = f.makeOld(t)
		}
	})
	return t, t.err
}

// makeTemplate makes so many statuses, one after the other.
func (f *faults) makeTemplate(t *template, name string, profiles []string, creates int) error {
	made := 0
	return f.fill(t, name, profiles, func() (bool, error) {
		made++
		return made == creates, nil
	})
}

// makeFull makes statuses until the log is brought into the database, and takes
// the files back to where that is a few creates ahead.
func (f *faults) makeFull(t *template) error {
	const frame = 4096 + 24        // bytes in the log for a page
	var before []byte              // the database, to which nothing is written meanwhile
	sizes := make(map[int64]int64) // of the log, by the serial of the latest status
	err := f.fill(t, fullTemplate, ledger.Profiles, func() (bool, error) {
		log, err := os.Stat(t.file + "-wal")
		if err != nil {
			return false, err
		}
		now, err := os.ReadFile(t.file)
		if err != nil {
			return false, err
		}
		if before == nil {
			before = now
		}
		n := t.serial.Load()
		sizes[n] = log.Size()
		return len(now) != len(before) || n == checkpointLimit, nil
	})
	if err != nil {
		return err
	}
	latest, size := t.serial.Load(), int64(0)
	for n := latest; n > 0; n-- {
		if sizes[n] <= sizes[latest]-10*frame {
			size = sizes[n]
			break
		}
		delete(t.sent, ledger.TimeOf(n).UnixNano())
	}
	return errors.Join(os.WriteFile(t.file, before, 0o600), os.Truncate(t.file+"-wal", size))
}

// fill creates statuses one after the other until done, called after each, is
// true.
func (f *faults) fill(t *template, name string, profiles []string, done func() (bool, error)) error {
	dir := filepath.Join(f.dir, "template-"+name)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	t.file, t.sent = filepath.Join(dir, "s.db"), make(ledger.Ledger)
	s, base, err := f.start(t.file)
	if err != nil {
		return err
	}
	defer s.kill()
	web := &http.Client{Transport: &http.Transport{}, Timeout: requestLimit}
	defer web.CloseIdleConnections()
	c := &ledger.Client{Profiles: profiles, Web: web, Serial: &t.serial, Random: rand.New(rand.NewPCG(f.seed, 0))}
	for over := false; !over; {
		if err := c.Create(f.ctx, base, 1, nil); err != nil {
			return err
		}
		if c.Attempts[0].Answer != ledger.Acknowledged {
			return errors.New("a create without any fault was not acknowledged")
		}
		t.sent.Add(c.Attempts)
		if over, err = done(); err != nil {
			return err
		}
	}
	return nil
}

// copyTo copies the files of the store to those of file and returns a ledger
// to go on with.
func (t *template) copyTo(file string) (ledger.Ledger, error) {
	for _, suffix := range []string{"", "-wal"} {
		if err := copyFile(file+suffix, t.file+suffix); err != nil && !(suffix != "" && errors.Is(err, fs.ErrNotExist)) {
			return nil, err
		}
	}
	return maps.Clone(t.sent), nil
}

// copyFile copies a file without reading it into memory.
func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
