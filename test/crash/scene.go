package main

import "strings"

// Groups of system calls, in the notation of strace. A question mark lets
// systems do without a call.
const (
	syncs     = "fsync,fdatasync"
	writes    = "pwrite64,write"
	truncates = "ftruncate"
	stats     = "newfstatat,?statx"    // of Go
	fileStats = "fstat,?stat,?lstat"   // of SQLite
	all       = "-journal -wal -shm +" // + is the database itself
)

// A target is a group of calls that a scene makes.
type target struct {
	calls string
	files string // suffixes of the store's files, + for none
	most  int    // about how many calls one thread makes
	also  string // other calls, which all fail; "": none
	least int    // the first call that may fail; 0: the first of all
}

// String returns the names of the calls.
func (t target) String() string {
	text := t.calls
	if t.also != "" {
		text += " and " + t.also
	}
	return strings.ReplaceAll(text, "?", "")
}

// A scene is a moment in the life of a service at which calls fail.
type scene struct {
	name     string
	template string // what the file holds before; "": there is none
	early    bool   // calls fail from the start of the program
	warm     bool   // creates succeed before
	erase    bool   // a profile is deleted while clients create
	closing  bool   // calls fail while the service ends after a signal
	many     bool   // takes more creates than others
	targets  []target
}

// afterSync is for two faults in a row: the sync of a commit fails, and then
// what is written to make good for it. A commit of one status writes 8 to 12
// times.
var afterSync = target{calls: writes, files: all, least: 8, most: 14, also: syncs}

var scenes = []scene{{
	name: "open", early: true,
	targets: []target{
		{calls: syncs, files: all, most: 7},
		{calls: writes, files: all, most: 40},
		{calls: truncates, files: all, most: 1},
		{calls: stats, files: all, most: 4},
		{calls: fileStats, files: all, most: 40},
	},
}, {
	name: "migrate", template: oldTemplate, early: true,
	targets: []target{
		{calls: syncs, files: all, most: 2},
		{calls: writes, files: all, most: 16},
		{calls: truncates, files: all, most: 1},
	},
}, {
	name: "recover", template: logTemplate, early: true,
	targets: []target{
		{calls: syncs, files: all, most: 1},
		{calls: writes, files: all, most: 12},
		{calls: truncates, files: all, most: 1},
		{calls: stats, files: all, most: 4},
		{calls: fileStats, files: all, most: 12},
	},
}, {
	name: "first",
	targets: []target{
		{calls: syncs, files: all, most: 2},
		{calls: writes, files: all, most: 10},
		afterSync,
		{calls: stats, files: all, most: 3},
	},
}, {
	name: "create", template: logTemplate, warm: true,
	targets: []target{
		{calls: syncs, files: all, most: 2},
		{calls: writes, files: all, most: 12},
		afterSync,
		{calls: stats, files: all, most: 4},
	},
}, {
	name: "checkpoint", template: fullTemplate, many: true,
	targets: []target{
		{calls: syncs, files: "-wal +", most: 4},
		{calls: syncs, files: "+", most: 1},
		{calls: writes, files: "+", most: 20},
		{calls: stats, files: all, most: 2},
	},
}, {
	name: "collect", template: goneTemplate, erase: true,
	targets: []target{
		{calls: syncs, files: all, most: 3},
		{calls: writes, files: all, most: 30},
		{calls: stats, files: all, most: 4},
	},
}, {
	name: "close", template: logTemplate, warm: true, closing: true,
	targets: []target{
		{calls: syncs, files: all, most: 2},
		{calls: writes, files: all, most: 10},
		{calls: truncates, files: all, most: 2},
		{calls: fileStats, files: all, most: 10},
	},
}}
