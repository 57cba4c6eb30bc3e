package mock_test

import (
	"runtime/debug"
	"testing"
)

// TestMain collects garbage less often, of which many documents make a lot. Tests that
// measure memory collect it themselves.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	m.Run()
}
