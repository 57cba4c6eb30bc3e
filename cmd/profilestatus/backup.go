package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"profilestatus.example/store/sqlite"
)

func newBackup() *cobra.Command {
	c := &cobra.Command{
		Use:   "backup FILE [STORE]",
		Short: "Copy a SQLite store, also while the service runs",
		Long: `Copy a SQLite store to FILE, also while a service uses it. The copy is a snapshot
of one moment, with every status that was acknowledged before it. When the command
ends, FILE is checked and on the disk; until then it does not exist. Nothing is
overwritten.

STORE is sqlite:FILE, as in serve --store. By default it is the store that serve
would use with the same environment and settings file. For a PostgreSQL database
use pg_dump, or the tool that your database is backed up with.`,
		Example: `  profilestatus backup /backups/monday.db
  profilestatus backup monday.db sqlite:/var/lib/profilestatus/data.db`,
		Args: countArgs(1, 2, "FILE, the copy to make, such as monday.db, and perhaps STORE"),
	}
	exitCodes(c, `  0  FILE is a checked copy
  1  it could not be made; stderr has the reason
  2  wrong usage`)
	c.RunE = func(c *cobra.Command, args []string) error {
		file, err := sqliteFile(c, args[1:], "use pg_dump for it, see docs/data.md")
		if err != nil {
			return err
		}
		show := showProgress(c.ErrOrStderr(), "copied")
		return sqlite.Backup(c.Context(), file, args[0], show)
	}
	return command(c)
}

func newRestore() *cobra.Command {
	c := &cobra.Command{
		Use:   "restore FILE [STORE]",
		Short: "Restore a SQLite store from a backup",
		Long: `Restore a SQLite store from FILE, which the command backup has made, while no
service uses the store. FILE is checked first. Nothing is overwritten: if the store
exists, move it away first, with its -wal and -shm files.

STORE is sqlite:FILE, as in serve --store. By default it is the store that serve
would use with the same environment and settings file.`,
		Example: `  profilestatus restore /backups/monday.db
  profilestatus restore monday.db sqlite:/var/lib/profilestatus/data.db`,
		Args: countArgs(1, 2, "FILE, a copy that backup has made, and perhaps STORE"),
	}
	exitCodes(c, `  0  the store is restored, serve can use it
  1  it could not be made; stderr has the reason
  2  wrong usage`)
	c.RunE = func(c *cobra.Command, args []string) error {
		file, err := sqliteFile(c, args[1:], "use pg_restore or psql for it, see docs/data.md")
		if err != nil {
			return err
		}
		return sqlite.Restore(c.Context(), args[0], file, showProgress(c.ErrOrStderr(), "restored"))
	}
	return command(c)
}

// sqliteFile returns the file of the store that args name or, without any, that
// serve would use.
func sqliteFile(c *cobra.Command, args []string, postgres string) (string, error) {
	text := ""
	if len(args) == 1 {
		var err error
		if text, err = parseStore(args[0]); err != nil {
			var bad *wantError
			if errors.As(err, &bad) && !bad.hidden {
				return "", usageError{fmt.Errorf("STORE %q: %w", args[0], err)}
			}
			return "", usageError{fmt.Errorf("STORE: %w", err)}
		}
	} else {
		serve, _, err := c.Root().Find([]string{"serve"})
		if err != nil {
			return "", err
		}
		if _, err := inherit(serve); err != nil {
			return "", err
		}
		text = serve.Flags().Lookup("store").Value.String()
	}
	scheme, file, _ := strings.Cut(text, ":")
	switch scheme {
	case "sqlite":
		return file, nil
	case "memory":
		return "", errors.New("the store is memory, of which nothing is kept: with serve --test-powers, GET /__mock/state answers what a tenant holds")
	}
	return "", fmt.Errorf("the store %s is a PostgreSQL database: %s", storeName(text), postgres)
}

// showProgress returns what tells of work that takes long: a line every two
// seconds.
func showProgress(w io.Writer, verb string) sqlite.Progress {
	next := time.Now().Add(2 * time.Second)
	return func(done, all int64) {
		if time.Now().Before(next) {
			return
		}
		next = time.Now().Add(2 * time.Second)
		text := fmt.Sprintf("%s %d of %d MiB", verb, done>>20, all>>20)
		if done == all {
			text += ", checking it"
		}
		fmt.Fprintln(w, text)
	}
}
