package postgres_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"profilestatus.example/store/postgres"
)

// A server that cannot be used is refused by what it tells of itself.
func TestValidate(t *testing.T) {
	tests := []struct{ version, encoding, standby, readOnly, want, reason string }{
		{"14.0", "UTF8", "off", "off", "", "the oldest"},
		{"15.12 (Debian 15.12-0+deb12u2)", "UTF8", "off", "off", "", "packagers add words"},
		{"17beta1", "UTF8", "off", "off", "", "and so do versions to come"},
		{"13.4", "UTF8", "", "", "it is PostgreSQL 13.4, use version 14 or later", "it does not tell whether it is a standby"},
		{"9.6.24", "UTF8", "", "", "use version 14 or later", "numbers had three parts"},
		{"", "UTF8", "off", "off", "use version 14 or later", "nothing is known"},
		{"16.2", "SQL_ASCII", "off", "off", "encoding SQL_ASCII", "it would take any bytes"},
		{"16.2", "UTF8", "on", "off", "the server is a standby", "it takes no writes"},
		{"16.2", "UTF8", "off", "on", "set default_transaction_read_only to off", "the same"},
	}
	for _, tt := range tests {
		if tt.reason == "" {
			t.Fatal("a row has no reason")
		}
		err := postgres.Validate(map[string]string{"server_version": tt.version, "server_encoding": tt.encoding,
			"in_hot_standby": tt.standby, "default_transaction_read_only": tt.readOnly})
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("a server of version %q: %v, want %q, reason: %s", tt.version, err, tt.want, tt.reason)
		}
	}
}

func TestValidateDurability(t *testing.T) {
	tests := []struct {
		commit, fsync, standbys string
		right                   bool
		reason                  string
	}{
		{"on", "on", "", true, "the default"},
		{"on", "on", "one", true, "the standby has it, too"},
		{"remote_apply", "on", "one", true, "more than is asked for"},
		{"remote_write", "on", "one", true, "it is lost only if both machines fail"},
		{"local", "on", "", true, "there is nobody to wait for"},
		{"local", "on", "one", false, "the standby is not waited for"},
		{"off", "on", "", false, "the disk is not waited for"},
		{"on", "off", "", false, "the system is not asked to write to the disk"},
	}
	for _, tt := range tests {
		if tt.reason == "" {
			t.Fatal("a row has no reason")
		}
		if err := postgres.ValidateDurability(tt.commit, tt.fsync, tt.standbys); (err == nil) != tt.right {
			t.Errorf("synchronous_commit %s, fsync %s, standbys %q: %v, want nil: %v, reason: %s", tt.commit, tt.fsync, tt.standbys, err, tt.right, tt.reason)
		}
	}
}

// Open says in a line what to do about a database that cannot be used.
func TestRefusals(t *testing.T) {
	admin := database(t)
	if server == nil {
		t.Skip("needs a server of its own; unset " + givenDatabase)
	}
	role := fmt.Sprintf("reader_%d", os.Getpid())
	execute(t, admin, "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0", "CREATE ROLE "+role+" LOGIN")
	schema := func() string { _, name, _ := strings.Cut(database(t), "search_path="); return name }
	newer, foreign, unknown, granted, emptied := schema(), schema(), schema(), schema(), schema()
	for _, name := range []string{newer, granted, emptied} {
		open(t, named(name))
	}
	execute(t, named(newer), "UPDATE format SET version = 99")
	execute(t, named(emptied), "DELETE FROM format")
	execute(t, admin, "CREATE SCHEMA "+foreign, "CREATE TABLE "+foreign+".orders (no int)",
		"GRANT USAGE ON SCHEMA "+granted+" TO "+role, "GRANT SELECT ON ALL TABLES IN SCHEMA "+granted+" TO "+role)
	as := func(dsn string) string {
		return strings.Replace(dsn, "postgres://postgres@", "postgres://"+role+"@", 1)
	}
	tests := []struct{ name, dsn, want, reason string }{
		{"encoding", strings.Replace(named(unknown), "/postgres?", "/latin?", 1), "encoding LATIN1", "names of other alphabets could not be kept"},
		{"no database", strings.Replace(named(unknown), "/postgres?", "/nothing?", 1), "make it with CREATE DATABASE", "the server knows no such name"},
		{"no user", strings.Replace(named(unknown), "postgres@", "nobody@", 1), "does not let this user in", "nobody has that name"},
		{"no server", "postgres://u:secret@127.0.0.1:1/d", "no server can be reached", "nobody listens there"},
		{"no URL", "postgres://u:secret@[/d", "it is no URL such as", "a bracket is missing"},
		{"several schemas", named("a,b"), "must be the name of one schema", "tables would be in either"},
		{"odd schema", named("a%22b"), "must be the name of one schema", "it would end the name"},
		{"read-only", named(unknown) + "&default_transaction_read_only=on", "set default_transaction_read_only to off", "no create could be stored"},
		{"standby wanted", named(unknown) + "&target_session_attrs=standby", "not in hot standby mode", "there is none, and it would take no writes"},
		{"synchronous_commit", named(unknown) + "&synchronous_commit=off", "set it to on", "a crash would lose what was answered"},
		{"newer", named(newer), "to format 99, this version knows 3; use that version", "it may have another meaning"},
		{"another program's", named(foreign), "belongs to another program", "its tables are not ours"},
		{"without a version", named(emptied), "belongs to another program", "nobody knows what is in it"},
		{"may not make it", as(named(unknown)), "lacks a privilege", "the schema is missing"},
		{"may only read", as(named(granted)), "GRANT INSERT ON ", "no create could be stored"},
	}
	for _, tt := range tests {
		if tt.reason == "" {
			t.Fatalf("%s has no reason", tt.name)
		}
		s, err := postgres.Open(t.Context(), tt.dsn)
		if err == nil {
			s.Close()
			t.Errorf("%s: Open() = nil, want %q, reason: %s", tt.name, tt.want, tt.reason)
			continue
		}
		if !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "secret") || !strings.HasPrefix(err.Error(), "store postgres://") {
			t.Errorf("%s: Open() = %v, want %q, reason: %s", tt.name, err, tt.want, tt.reason)
		}
	}
}

// Replicas that start at once make the tables once, and whoever may use them
// needs no more.
func TestMigrateAtOnce(t *testing.T) {
	dsn := database(t)
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			s, err := postgres.Open(t.Context(), dsn)
			if err != nil {
				t.Errorf("Open() = %v, want nil", err)
				return
			}
			create(t, s, "p", fmt.Sprint(i))
			if err := s.Close(); err != nil {
				t.Errorf("Close() = %v, want nil", err)
			}
		})
	}
	wg.Wait()
	if got := ids(t, open(t, dsn), "p"); len(got) != 6 {
		t.Errorf("List() = %v, want 6 records", got)
	}
}

func TestReadMigrations(t *testing.T) {
	file := new(fstest.MapFile)
	tests := []struct {
		files  fstest.MapFS
		right  bool
		reason string
	}{
		{fstest.MapFS{}, true, "nothing is in order"},
		{fstest.MapFS{"migrations/0001_a.sql": file, "migrations/0002_b.sql": file}, true, "so are these"},
		{fstest.MapFS{"migrations/0001_a.sql": file, "migrations/0003_b.sql": file}, false, "one is missing"},
		{fstest.MapFS{"migrations/0001_a.sql": file, "migrations/0001_b.sql": file}, false, "one is there twice"},
		{fstest.MapFS{"migrations/a.sql": file}, false, "it has no number"},
		{fstest.MapFS{"migrations/0001_a.sql/x": file}, false, "it is a folder"},
	}
	for _, tt := range tests {
		if tt.reason == "" {
			t.Fatal("a row has no reason")
		}
		if err := postgres.ReadMigrations(tt.files); (err == nil) != tt.right {
			t.Errorf("ReadMigrations(%v) = %v, want nil: %v, reason: %s", tt.files, err, tt.right, tt.reason)
		}
	}
}

func TestRedact(t *testing.T) {
	tests := []struct{ dsn, want, reason string }{
		{"postgres://u@h/d", "postgres://u@h/d", "there is nothing to hide"},
		{"postgres://u:secret@h/d?a=b", "postgres://u:xxxxx@h/d?a=b", "the usual place"},
		{"postgres://u@h/d?password=secret", "postgres://u@h/d?password=xxxxx", "libpq knows it as a parameter"},
		{"postgres://h/d?sslpassword=secret", "postgres://h/d?sslpassword=xxxxx", "that of the key is one, too"},
		{"postgres://u:secret@[/d", "postgres://…", "what cannot be read is not shown"},
		{"postgres://u:12/secret@h/d", "postgres://…", "a password with a slash, whose end looks like the name of a database"},
		{"postgres://u:12#secret@h/d", "postgres://…", "one that looks like a fragment"},
		{"postgres://u:12?secret@h/d", "postgres://…", "one that looks like a parameter"},
		{"postgres://u@h/d?Password=secret", "postgres://u@h/d?Password=xxxxx", "case is ignored"},
		{"postgres://u@h/d?passwd=secret&sslmode=require", "postgres://u@h/d?passwd=xxxxx&sslmode=require", "a name that libpq does not know"},
		{"postgres://h1,h2:5433/d", "postgres://h1,h2:5433/d", "several hosts"},
	}
	for _, tt := range tests {
		if tt.reason == "" {
			t.Fatal("a row has no reason")
		}
		if got := postgres.Redact(tt.dsn); got != tt.want {
			t.Errorf("Redact(%s) = %s, want %s, reason: %s", tt.dsn, got, tt.want, tt.reason)
		}
	}
}

// What is wrong in a URL is said without the password that may be anywhere in it.
func TestUnreadable(t *testing.T) {
	tests := []struct{ dsn, want, reason string }{
		{"postgres://u:secret@h/d?sslmode=maybe", "sslmode is invalid", "the parameter is told"},
		{"postgres://u:secret@h/d?pool_max_conns=many", "pool_max_conns", "one of the pool, too"},
		{"postgres://u:secret%40h:5432/d", "write @ / ? # and % in", "the @ behind the password was encoded, too"},
		{"postgres://u:12/secret@h/d", "write @ / ? # and % in", "a slash in the password"},
		{"postgres://u:s/secret@h/d", "write @ / ? # and % in", "the same, where no port can be"},
		{"postgres://u:secret%zz@h/d", "write @ / ? # and % in", "a % in the password"},
		{"postgres://host=h user=u password=secret", "write @ / ? # and % in", "the other form of libpq"},
	}
	for _, tt := range tests {
		if tt.reason == "" {
			t.Fatal("a row has no reason")
		}
		_, err := postgres.Open(t.Context(), tt.dsn)
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("Open(%s) = %v, want %q and no password, reason: %s", tt.dsn, err, tt.want, tt.reason)
		}
	}
}
