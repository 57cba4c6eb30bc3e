package mocktest

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// maxName is how long the name of a tenant may be.
const maxName = 64

var unsafe = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// safe turns the name of a test into one that a tenant may have: letters, digits,
// dots, underscores and hyphens, a letter or a digit first. What had to be changed
// gets a hash at its end, so that names that differ stay different.
func safe(name string) string {
	plain := strings.TrimLeft(unsafe.ReplaceAllString(name, "-"), "._-")
	if plain == name && len(name) <= maxName && name != "" {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	hash := hex.EncodeToString(sum[:6])
	if plain = plain[:min(len(plain), maxName-len(hash)-1)]; plain == "" {
		return hash
	}
	return plain + "-" + hash
}

// A registry knows the names that are in use.
type registry struct {
	mu   sync.Mutex
	used map[string]bool
}

var names = registry{used: make(map[string]bool)}

// take returns a name for a test that no other one has until it is released.
func (r *registry) take(test string) (name string, release func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	name = safe(test)
	for n := 2; r.used[name]; n++ {
		name = safe(test + "\x00" + strconv.Itoa(n))
	}
	r.used[name] = true
	return name, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.used, name)
	}
}
