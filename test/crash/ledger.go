package main

import "time"

// An answer is what became of an attempt, as its client knows it.
type answer int

const (
	unknown      answer = iota // none came, or none that tells: it is stored or it is not
	acknowledged               // it is stored
	refused                    // it is not stored: the service said so
)

// An attempt is one create that a client has sent.
type attempt struct {
	client  int
	profile string
	id      string // "" until the service has made one
	status  string
	time    time.Time // different for each attempt, so it names the attempt
	answer  answer
	cut     bool // no answer came at all

	began, ended time.Time // ended is zero while the answer is unknown
}

// A ledger holds all attempts on one file by the time that names them.
type ledger map[int64]*attempt

// epoch is the time of the attempt number 0.
var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// timeOf makes a number into the time that names an attempt: the last digits
// are the first to be torn or rounded.
func timeOf(number int64) time.Time { return epoch.Add(time.Duration(number) * 1_000_003) }

func (l ledger) add(attempts []*attempt) {
	for _, a := range attempts {
		l[a.time.UnixNano()] = a
	}
}

// An entry is a status as the service tells it.
type entry struct {
	Type   string    `json:"@odata.type"`
	ID     string    `json:"id"`
	Status string    `json:"status"`
	Time   time.Time `json:"lastSynchronizationDateTime"`
}
