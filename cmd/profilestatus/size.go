package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// units are the powers of 1024 that a size can be given in, the largest first.
var units = [...]struct {
	name  string
	bytes int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"", 1}}

// parseSize reads a number of bytes, such as 65536 or 64KiB. It is -1 for
// anything else.
func parseSize(text string) int64 {
	for _, unit := range units {
		number, ok := strings.CutSuffix(text, unit.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(number, 10, 63)
		if err != nil || n > uint64(math.MaxInt64/unit.bytes) {
			return -1
		}
		return int64(n) * unit.bytes
	}
	return -1
}

// formatSize returns the shortest text that parseSize reads as n.
func formatSize(n int64) string {
	for _, unit := range units {
		if n >= unit.bytes && n%unit.bytes == 0 {
			return fmt.Sprintf("%d%s", n/unit.bytes, unit.name)
		}
	}
	return "0"
}

// addSize adds a flag for a number of bytes from low to high.
func addSize(flags *pflag.FlagSet, to *int64, name string, value, low, high int64, usage string) {
	addSetting(flags, to, name, value, usage, setting[int64]{kind: "size", format: formatSize, parse: func(text string) (int64, error) {
		n := parseSize(text)
		if n < low || n > high {
			return 0, want("a size from %s to %s, such as 65536 or 64KiB", formatSize(low), formatSize(high))
		}
		return n, nil
	}})
}
