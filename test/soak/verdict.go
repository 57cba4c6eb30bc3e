package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

const (
	// maxGrowth is how much resident memory may grow, in MiB an hour.
	maxGrowth = 1.0

	// spare is how many goroutines and descriptors more than a fresh one a service
	// may have that has worked: how many connections are about to be closed varies.
	spare = 4
)

// growth returns by how many MiB memory grows in an hour: the median of the slopes
// between all pairs of samples, which a few odd ones do not move (Theil and Sen).
// The true value is more than least with a probability of 19 in 20 (by the
// distribution of Kendall's S): an hour of garbage that comes and goes by some MiB
// gives slopes of 2 MiB an hour by chance. Both are 0 for less than two samples.
func growth(samples []sample) (median, least float64) {
	var slopes []float64
	for i, a := range samples {
		for _, b := range samples[i+1:] {
			if hours := (b.at - a.at).Hours(); hours > 0 {
				slopes = append(slopes, (b.rss-a.rss)/hours)
			}
		}
	}
	if len(slopes) == 0 {
		return 0, 0
	}
	slices.Sort(slopes)
	n := float64(len(samples))
	deviation := math.Sqrt(n * (n - 1) * (2*n + 5) / 18)
	low := int((float64(len(slopes)) - 1.645*deviation) / 2)
	return (slopes[len(slopes)/2] + slopes[(len(slopes)-1)/2]) / 2, slopes[max(0, low)]
}

// findings returns what is wrong with a service that has worked, beside a fresh
// one, or nil. Settled are the samples by which its memory is measured.
func findings(fresh, worn rested, settled []sample) error {
	var all []error
	if median, least := growth(settled); least > maxGrowth {
		all = append(all, fmt.Errorf("resident memory grows by %.2f MiB an hour, at least by %.2f, want at most %.0f", median, least, maxGrowth))
	}
	if worn.goroutines > fresh.goroutines+spare {
		all = append(all, fmt.Errorf("%d goroutines at rest, a fresh service has %d", worn.goroutines, fresh.goroutines))
	}
	if worn.last.descriptors > fresh.last.descriptors+spare {
		all = append(all, fmt.Errorf("%d descriptors at rest, a fresh service has %d", worn.last.descriptors, fresh.last.descriptors))
	}
	if len(worn.findings) > 0 {
		all = append(all, fmt.Errorf("answers that nobody asked for:\n%s", strings.Join(worn.findings, "\n")))
	}
	return errors.Join(all...)
}
