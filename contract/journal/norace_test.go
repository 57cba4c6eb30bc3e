//go:build !race

package journal_test

const allowance = 1
