package identity

import (
	"crypto/sha256"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"profilestatus.example/server"
)

// Limits of the tokens that are remembered as verified.
const (
	maxRemembered = 10_000
	rememberFor   = 5 * time.Minute

	// maxKept is how many bytes of a token are kept to know it by, so that those of
	// all take 20 MiB at most.
	maxKept = 2 << 10
)

// verified is whom a token speaks for, until it has to be looked at anew.
type verified struct {
	who   server.Principal
	until time.Time
}

// known are the tokens that were accepted not long ago. To find one takes no lock and
// writes nothing, so that processors do not wait for each other.
type known struct {
	// A token is known by itself, since to compare it takes a small part of what a
	// secure hash takes, and a long one by its hash: a string or a [sha256.Size]byte.
	byToken sync.Map // of *verified
	count   atomic.Int64
}

// get returns nil for a token that is not known.
func (k *known) get(token string) *verified {
	var found any
	if len(token) <= maxKept {
		found, _ = k.byToken.Load(token)
	} else {
		found, _ = k.byToken.Load(sha256.Sum256([]byte(token)))
	}
	v, _ := found.(*verified)
	return v
}

// add remembers a token. When there are too many all are forgotten, and those that are
// in use are verified once more.
func (k *known) add(token string, v *verified) {
	var key any = sha256.Sum256([]byte(token))
	if len(token) <= maxKept {
		key = strings.Clone(token) // not the other headers of the request, too
	}
	if _, again := k.byToken.Swap(key, v); !again && k.count.Add(1) > maxRemembered {
		k.forget()
	}
}

func (k *known) forget() {
	k.byToken.Clear()
	k.count.Store(0)
}
