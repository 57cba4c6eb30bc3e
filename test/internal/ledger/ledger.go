// Package ledger keeps account of what clients of a service were told, and checks
// that it is true: nothing that was acknowledged is lost, nothing that was refused
// is kept, and nothing is there twice, torn or out of order.
package ledger

import "time"

// An Answer is what became of an attempt, as its client knows it.
type Answer int

const (
	Unknown      Answer = iota // none came, or none that tells: it is stored or it is not
	Acknowledged               // it is stored
	Refused                    // it is not stored: the service said so
)

// An attempt is one create that a client has sent.
type Attempt struct {
	client  int
	Profile string
	ID      string // "" until the service has made one
	Status  string
	Time    time.Time // different for each attempt, so it names the attempt
	Answer  Answer
	Cut     bool // no answer came at all

	began, ended time.Time // ended is zero while the answer is unknown
}

// A ledger holds all attempts on one file by the time that names them.
type Ledger map[int64]*Attempt

// epoch is the time of the attempt number 0.
var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// TimeOf makes a number into the time that names an attempt: the last digits
// are the first to be torn or rounded.
func TimeOf(number int64) time.Time { return epoch.Add(time.Duration(number) * 1_000_003) }

// Add enters attempts.
func (l Ledger) Add(attempts []*Attempt) {
	for _, a := range attempts {
		l[a.Time.UnixNano()] = a
	}
}

// An entry is a status as the service tells it.
type Entry struct {
	Type   string    `json:"@odata.type"`
	ID     string    `json:"id"`
	Status string    `json:"status"`
	Time   time.Time `json:"lastSynchronizationDateTime"`
}
