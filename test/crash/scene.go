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

var scenes = []scene{{
	name: "open", early: true,
	targets: []target{{syncs, all, 7, ""}, {writes, all, 40, ""}, {truncates, all, 1, ""}, {stats, all, 4, ""}, {fileStats, all, 40, ""}},
}, {
	name: "recover", template: logTemplate, early: true,
	targets: []target{{syncs, all, 1, ""}, {writes, all, 12, ""}, {truncates, all, 1, ""}, {stats, all, 4, ""}, {fileStats, all, 12, ""}},
}, {
	name:    "first",
	targets: []target{{syncs, all, 2, ""}, {writes, all, 10, ""}, {writes, all, 20, syncs}, {stats, all, 3, ""}},
}, {
	name: "create", template: logTemplate, warm: true,
	targets: []target{{syncs, all, 2, ""}, {writes, all, 12, ""}, {writes, all, 20, syncs}, {stats, all, 4, ""}},
}, {
	name: "checkpoint", template: fullTemplate, many: true,
	targets: []target{{syncs, "-wal +", 4, ""}, {syncs, "+", 1, ""}, {writes, "+", 20, ""}, {stats, all, 2, ""}},
}, {
	name: "collect", template: goneTemplate, erase: true,
	targets: []target{{syncs, all, 3, ""}, {writes, all, 30, ""}, {stats, all, 4, ""}},
}, {
	name: "close", template: logTemplate, warm: true, closing: true,
	targets: []target{{syncs, all, 2, ""}, {writes, all, 10, ""}, {truncates, all, 2, ""}, {stats, all, 2, ""}, {fileStats, all, 10, ""}},
}}
