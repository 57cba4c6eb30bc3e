// Package sqlite stores records in a SQLite database: it implements [store.Store] so
// that acknowledged writes survive a crash of the process or the machine and a power
// failure.
//
// [Open] opens a SQLite file, through a driver written in Go, so the program
// needs neither a C compiler nor a database server.
//
// # Durability
//
// A create returns when its commit is synced to disk. All creates that wait at that
// moment share one commit and one sync (group commit), so concurrent creates are
// several times faster than sequential ones. [Store.Stats] has the numbers of records
// and commits. A create that failed does not come back, not even after a crash;
// docs/adr/0004-sqlite-store.md says how.
//
// # Limits
//
// A write waits up to 10 s to start and up to 10 s to finish, a read 5 s, [Store.Ping]
// less than 1 s, [Store.Close] 20 s.
//
// # Files
//
// A store named s.db owns the files s.db, s.db-wal, s.db-shm and s.db.lock in the same
// directory. [Backup] copies it, even while it is in use. Only one process can open a
// store; a second one is refused.
package sqlite
