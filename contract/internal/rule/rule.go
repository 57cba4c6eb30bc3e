// Package rule finds out which name of a rule or an operation a mistyped one may
// mean.
package rule

import (
	"maps"
	"slices"
	"strings"
)

// Nearest lists up to three names, those that are the least apart first, as the
// end of a message; "" if there are no names.
func Nearest(names map[string]bool, apart func(string) int) string {
	all := slices.SortedFunc(maps.Keys(names), func(a, b string) int {
		if d := apart(a) - apart(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	if len(all) == 0 {
		return ""
	}
	return "; near are " + strings.Join(all[:min(3, len(all))], ", ")
}

// Distance returns how many letters must be changed, left out or put in to make
// a of b (Levenshtein), case aside.
func Distance(a, b string) int {
	a, b = strings.ToLower(a), strings.ToLower(b)
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := last
			if a[i] != b[j] {
				change++
			}
			last = row[j+1]
			row[j+1] = min(change, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
