// Package postgres keeps records in a PostgreSQL database: it implements
// [store.Store] so that any number of replicas of the service share one
// database, which may survive the loss of a machine.
//
// # Durability
//
// A create is answered when its commit was acknowledged by the server, which
// means on the server's disk and, where synchronous standbys are named, on
// theirs. Creates that arrive together share a commit. A server that answers
// sooner (synchronous_commit or fsync is off) is refused when the store is
// opened and, if it is set so later, by every write. When the connection breaks
// during a commit, the store itself finds out how it ended, on the server that
// takes writes then; docs/adr/0022-postgres-store.md says how.
//
// # Order
//
// The order of a history is the order of its commits, also when several
// replicas write to it: a commit locks the profiles that it adds to, and only
// then takes the numbers that order their records.
//
// # Limits
//
// A write waits for up to 10 s to be begun and for up to 10 s to end, a read for
// 5 s, [Store.Ping] for less than one, [Store.Close] for 20 s, [Open] for 30 s.
//
// # Database
//
// It needs PostgreSQL 14 or later and a database in UTF8. Its tables are in a
// schema of their own, "profilestatus" unless the name of the database has a
// search_path, and are made by the first replica that is started.
package postgres
