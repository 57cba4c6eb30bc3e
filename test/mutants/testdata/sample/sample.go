// Package sample has mutants whose fate is known.
package sample

import "errors"

// ErrNegative refuses a number.
var ErrNegative = errors.New("negative")

// limit is the largest sum.
const limit = 10

// Sum adds up numbers, up to a limit.
func Sum(numbers []int) (int, error) {
	sum := 0
	for _, n := range numbers {
		if n < 0 { // its boundary survives: no test adds a zero
			return 0, ErrNegative
		}
		sum += n
	}
	if sum > limit {
		sum = limit // equivalent at the boundary
	}
	return sum, nil
}

// Both reports whether two truths hold.
func Both(a, b bool) bool {
	return a && b // no test has only a
}

// Count counts down, or for ever if it is mutated.
func Count(n int) (steps int) {
	for n > 0 {
		n--
		steps++
	}
	return steps
}

// Unused is reached by no test.
func Unused() bool { return true }

type named bool

// Odd has a mutant that does not compile and is dropped.
func Odd(n int) named { return n%2 == 1 }
