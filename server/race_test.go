//go:build race

package server_test

// allowance is by how much more the race detector may allocate: it drops what
// pools keep.
const allowance = 4
