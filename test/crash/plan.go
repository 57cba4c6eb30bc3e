package main

import (
	"fmt"
	"math/rand/v2"
)

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
	patient bool // answers are awaited for as long as they take
}

func (f fault) String() string {
	text := fmt.Sprintf("%s: %s of %s, call %s of %s, %d clients", f.scene.name, f.errno, f.target, f.when, f.target.files, f.clients)
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

// newPlan returns the plan for some scenes.
func newPlan(seed uint64, scenes []scene) *plan {
	p := &plan{seed: seed}
	for _, s := range scenes {
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
	least := max(1, f.target.least)
	choice := f.target.most - least + 1
	offset := rand.New(rand.NewPCG(p.seed, ^uint64(cell))).IntN(choice)
	first := least + (offset+pass)%choice
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
	f.cut, f.look, f.patient = random.IntN(3) == 0, random.IntN(2) == 0, random.IntN(20) == 0
	return f, random
}
