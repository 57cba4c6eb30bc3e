// Package sqlite keeps records in a SQL database: it implements
// [store.Store] so that what was answered survives the process, the machine
// and the power.
//
// [Open] opens a SQLite file, through a driver written in Go, so the program
// needs neither a C compiler nor a database server.
//
// # Durability
//
// A create is answered when its commit has reached the disk. Since the disk is
// asked once for all creates that wait at that moment, many clients together
// are served several times faster than one by one. [Store.Stats] tells how
// many shared a commit. A create that was refused does not come back, not even
// after a crash; docs/adr/0004-sqlite-store.md says how that is made sure.
//
// # Limits
//
// A write waits for up to 10 s to be begun and for up to 10 s to end, a read for
// 5 s, [Store.Ping] for less than one, [Store.Close] for 20 s.
//
// # Files
//
// A store named s.db owns s.db, s.db-wal, s.db-shm and s.db.lock, all in one
// directory. [Backup] copies it, also while it is in use. Two processes never use
// one store: the second is refused.
package sqlite
