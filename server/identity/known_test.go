package identity

import (
	"strconv"
	"testing"
)

// TestKnown: tokens are found again, and there are never more than are allowed.
func TestKnown(t *testing.T) {
	var k known
	for n := range 2 * maxRemembered {
		token, v := strconv.Itoa(n), new(verified)
		k.add(token, v) // which may forget all, this one too
		k.add(token, v)
		if k.get(token) != v {
			t.Fatalf("token %d is not known", n)
		}
		if count, want := k.count.Load(), int64(n%maxRemembered+1); count != want {
			t.Fatalf("after token %d: %d are known, want %d", n, count, want)
		}
	}
	if k.get("0") != nil {
		t.Error("a token is known after more than are remembered")
	}
}
