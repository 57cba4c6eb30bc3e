//go:build !race

package proxy_test

const allowance = 1
