package sqlite

import "testing"

// chainOf returns the links of history 1 from seq n to 1.
func chainOf(n int64) []link {
	var links []link
	for seq := n; seq > 0; seq-- {
		links = append(links, link{seq: seq, no: 1, prev: seq - 1, id: "a"})
	}
	return links
}

func TestFollow(t *testing.T) {
	var c linkCache
	c.add(c.current(), chainOf(5))
	c.add(c.current(), []link{{seq: 9, no: 7, prev: 8}})
	before := []link{{seq: 100}}
	for _, tt := range []struct {
		seq, no int64
		limit   int
		want    int // links, of which one was there before; 0: not found
		reason  string
	}{
		{5, 1, 9, 6, "the history begins before the limit is reached"},
		{5, 1, 3, 3, "the limit counts what was there before"},
		{5, 1, 1, 1, "nothing is missing"},
		{0, 1, 9, 1, "nothing comes before the beginning"},
		{5, 2, 9, 0, "it is of another history"},
		{6, 1, 9, 0, "nobody has read it"},
		{9, 7, 9, 0, "the one behind it is missing"},
		{9, 7, 2, 2, "the one behind it is not needed"},
	} {
		got, ok := c.follow(before, tt.seq, tt.no, tt.limit)
		if ok != (tt.want > 0) || ok && len(got) != tt.want || !ok && len(got) != 1 || got[0].seq != 100 {
			t.Errorf("follow(%d, %d, %d) = %d links, %t, want %d\nreason: %s", tt.seq, tt.no, tt.limit, len(got), ok, tt.want, tt.reason)
		}
		for i, l := range got[1:] {
			if l.seq != tt.seq-int64(i) {
				t.Errorf("follow(%d) gave %d as number %d", tt.seq, l.seq, i)
			}
		}
	}
}

// What was read before something was removed does not come back.
func TestPause(t *testing.T) {
	for _, tt := range []struct {
		name   string
		read   func(c *linkCache) (generation uint64) // and removes meanwhile
		want   bool
		reason string
	}{
		{"untouched", func(c *linkCache) uint64 { return c.current() }, true, "nothing was removed"},
		{"cleared", func(c *linkCache) uint64 { g := c.current(); c.clear(); return g }, false, "it may have been read before"},
		{"paused", func(c *linkCache) uint64 { c.pause(); return c.current() }, false, "it may be about to be removed"},
		{"resumed", func(c *linkCache) uint64 { c.pause(); g := c.current(); c.resume(); return g }, false, "the same, the removal was seen only afterwards"},
		{"after", func(c *linkCache) uint64 { c.pause(); c.resume(); return c.current() }, true, "it was read after the removal"},
		{"paused twice", func(c *linkCache) uint64 { c.pause(); c.pause(); c.resume(); return c.current() }, false, "the other removal goes on"},
	} {
		var c linkCache
		c.add(c.current(), chainOf(3))
		c.add(tt.read(&c), chainOf(5))
		if _, ok := c.follow(nil, 5, 1, 9); ok != tt.want {
			t.Errorf("%s: follow() = %t, want %t\nreason: %s", tt.name, ok, tt.want, tt.reason)
		}
		if _, ok := c.follow(nil, 3, 1, 9); ok != tt.want {
			t.Errorf("%s: follow() of what was there before = %t, want %t\nreason: %s", tt.name, ok, tt.want, tt.reason)
		}
	}
}

// The cache has a bound, and keeps what is asked for again and again.
func TestLinksBound(t *testing.T) {
	var c linkCache
	c.add(c.current(), chainOf(5))
	for seq := int64(10); seq < 10*maxLinks; seq++ {
		c.add(c.current(), []link{{seq: seq, no: 2}})
		if n := len(c.young) + len(c.old); n > 2*maxLinks {
			t.Fatalf("%d links, want at most %d", n, 2*maxLinks)
		}
		if _, ok := c.follow(nil, 5, 1, 9); !ok {
			t.Fatalf("follow() = false after %d others, want true", seq)
		}
	}
	if _, ok := c.follow(nil, 10, 2, 1); ok {
		t.Error("follow() of what nobody asked for = true, want false")
	}
}
