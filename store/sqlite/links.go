package sqlite

import "sync"

// maxLinks bounds the records in each half of a linkCache, to about 1.5 MiB.
const maxLinks = 8_192

// A linkCache keeps records that lists have read, so that the next list of a
// history reads only its tail and what is new. That a record is found depends on the
// tail, which always comes from the database: what is deleted is never reached. What
// is stored under a seq stays as it is, unless records are removed from the end of
// histories; then pause has to be called first.
type linkCache struct {
	mu         sync.Mutex
	young, old map[int64]link // old is dropped when young is full
	generation uint64         // counts what made the content invalid
	paused     int
}

// current returns the generation, which is the one to add with what is read
// afterwards.
func (c *linkCache) current() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.generation
}

// add keeps links that were read in a generation, unless it has ended.
func (c *linkCache) add(generation uint64, links []link) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if generation != c.generation || c.paused > 0 {
		return
	}
	for _, l := range links {
		c.put(l)
	}
}

func (c *linkCache) put(l link) {
	if c.young == nil || len(c.young) >= maxLinks {
		c.young, c.old = make(map[int64]link), c.young
	}
	c.young[l.seq] = l
}

// follow appends to links the records from seq backwards, until there are limit or
// the history begins. It reports false, and appends nothing, when one is not there
// or not of history no.
func (c *linkCache) follow(links []link, seq, no int64, limit int) ([]link, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := links
	for seq != 0 && len(all) < limit {
		l, ok := c.young[seq]
		if !ok {
			if l, ok = c.old[seq]; ok {
				c.put(l) // which is what keeps it when old is dropped
			}
		}
		if l.no != no { // as that of one that is missing
			return links, false
		}
		all = append(all, l)
		seq = l.prev
	}
	return all, true
}

// clear drops everything.
func (c *linkCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.young, c.old = nil, nil
	c.generation++
}

// pause drops everything and lets nothing in until resume.
func (c *linkCache) pause() {
	c.clear()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paused++
}

// resume ends a pause.
func (c *linkCache) resume() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paused--
	c.generation++ // who read during the pause may have seen what was there before
}
