package main

import (
	"fmt"
	"math/rand/v2"
)

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
	targets: []target{{syncs, all, 7}, {writes, all, 40}, {truncates, all, 1}, {stats, all, 4}, {fileStats, all, 40}},
}, {
	name: "recover", template: logTemplate, early: true,
	targets: []target{{syncs, all, 1}, {writes, all, 12}, {truncates, all, 1}, {stats, all, 4}, {fileStats, all, 12}},
}, {
	name:    "first",
	targets: []target{{syncs, all, 2}, {writes, all, 10}, {stats, all, 3}},
}, {
	name: "create", template: logTemplate, warm: true,
	targets: []target{{syncs, all, 3}, {writes, all, 12}, {stats, all, 4}},
}, {
	name: "checkpoint", template: fullTemplate, many: true,
	targets: []target{{syncs, "-wal +", 4}, {syncs, "+", 1}, {writes, "+", 20}, {stats, all, 2}},
}, {
	name: "collect", template: goneTemplate, erase: true,
	targets: []target{{syncs, all, 5}, {writes, all, 40}, {stats, all, 4}},
}, {
	name: "close", template: logTemplate, warm: true, closing: true,
	targets: []target{{syncs, all, 2}, {writes, all, 10}, {truncates, all, 2}, {stats, all, 2}, {fileStats, all, 10}},
}}

// A fault is what fails in one case, and what the clients do then.
type fault struct {
	scene  scene
	target target
	errno  string
	when   string // which calls of a thread, in the notation of strace

	clients int
	creates int  // of each client
	cut     bool // the service is killed at the first refusal
	look    bool // histories are read before the service is killed
}

func (f fault) String() string {
	text := fmt.Sprintf("%s: %s of %s, call %s of %s, %d clients", f.scene.name, f.errno, f.target.calls, f.when, f.target.files, f.clients)
	if f.cut {
		text += ", killed at the first refusal"
	}
	return text
}

// A plan is a list without end of faults that follow from a seed.
type plan struct {
	seed  uint64
	cells []fault // each combination once, without what at draws
}

var errnos = []string{"EIO", "ENOSPC"}

// spans are how many calls fail from the first that does.
var spans = []string{"%d", "%d..%d", "%d+"}

// newPlan returns the plan of the scenes with these names.
func newPlan(seed uint64, names map[string]bool) *plan {
	p := &plan{seed: seed}
	for _, s := range scenes {
		if len(names) > 0 && !names[s.name] {
			continue
		}
		for _, t := range s.targets {
			for _, errno := range errnos {
				for _, span := range spans {
					p.cells = append(p.cells, fault{scene: s, target: t, errno: errno, when: span})
				}
			}
		}
	}
	random := rand.New(rand.NewPCG(seed, 0))
	random.Shuffle(len(p.cells), func(i, j int) { p.cells[i], p.cells[j] = p.cells[j], p.cells[i] })
	return p
}

// at returns the fault with a number. Each pass through the combinations lets
// another call in the row fail.
func (p *plan) at(number int) (fault, *rand.Rand) {
	cell, pass := number%len(p.cells), number/len(p.cells)
	random := rand.New(rand.NewPCG(p.seed, uint64(number)+1))
	f := p.cells[cell]
	first := 1 + (pass+int(p.seed%1000)*pass+cell*pass)%f.target.most
	switch f.when {
	case spans[1]:
		f.when = fmt.Sprintf(f.when, first, first+1)
	default:
		f.when = fmt.Sprintf(f.when, first)
	}
	f.clients, f.creates = 1+3*random.IntN(2), 1+random.IntN(3)
	if f.scene.many {
		f.creates = 6
	}
	f.cut, f.look = random.IntN(3) == 0, random.IntN(2) == 0
	return f, random
}
