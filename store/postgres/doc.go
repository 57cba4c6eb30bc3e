// Package postgres stores records in a PostgreSQL database: it implements [store.Store]
// so that any number of replicas of the service share one database, which can survive
// the loss of a machine.
//
// # Durability
//
// A create returns when the server has acknowledged its commit, which is then on the
// server's disk and, if synchronous standbys are configured, on theirs. Concurrent
// creates share a commit. A server that acknowledges commits before they are on disk
// (synchronous_commit or fsync is off) is refused when the store is opened; if a
// setting changes later, writes fail. If the connection breaks during a commit, the
// store determines the outcome, on the server that is then the primary;
// docs/adr/0022-postgres-store.md says how.
//
// # Order
//
// The order of a history is the order of its commits, also when several
// replicas write to it: a commit locks the profiles that it adds to, and only
// then takes the numbers that order their records.
//
// # Limits
//
// A write waits up to 10 s to start and up to 10 s to finish, a read 5 s, [Store.Ping]
// less than 1 s, [Store.Close] 20 s, [Open] 30 s.
//
// # Database
//
// It needs PostgreSQL 14 or later and a database with encoding UTF8. The first replica
// creates the tables, in the schema "profilestatus" or the one in the search_path of
// the database URL.
package postgres
