//go:build !race

package server_test

const allowance = 1
