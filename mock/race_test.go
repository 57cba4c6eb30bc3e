//go:build race

package mock_test

// allowance is how much more memory is used than without the race detector.
const allowance = 4
