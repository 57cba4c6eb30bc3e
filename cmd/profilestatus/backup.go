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
that has every status acknowledged before the command started. FILE appears only when
it is complete, verified and synced to disk. An existing file is not overwritten.

STORE is sqlite:FILE, as in serve --store. By default it is the store that serve
would use with the same environment and --config file. For a PostgreSQL database
use pg_dump or your usual backup tool.`,
		Example: `  profilestatus backup /backups/monday.db
  profilestatus backup monday.db sqlite:/var/lib/profilestatus/data.db`,
		Args: countArgs(1, 2, "FILE, the backup to write, such as monday.db, and optionally STORE"),
	}
	exitCodes(c, `  0  FILE is a verified backup
  1  the backup failed; the reason is on stderr
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
		Long: `Restore a SQLite store from FILE, a backup made by the command backup. FILE is
verified first. No service may use the store, and an existing store is not
overwritten: move it away first, with its -wal and -shm files.

STORE is sqlite:FILE, as in serve --store. By default it is the store that serve
would use with the same environment and --config file.`,
		Example: `  profilestatus restore /backups/monday.db
  profilestatus restore monday.db sqlite:/var/lib/profilestatus/data.db`,
		Args: countArgs(1, 2, "FILE, a backup made by the command backup, and optionally STORE"),
	}
	exitCodes(c, `  0  the store is restored, and serve can use it
  1  the restore failed; the reason is on stderr
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
		return "", errors.New("the store is memory, which cannot be backed up: with serve --test-powers, GET /__mock/state returns the state of a tenant")
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
