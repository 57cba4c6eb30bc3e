package sqlite

import (
	"os"
	"time"
)

const (
	// Between checkpoints a page that is written again and again is written
	// to the log only. 64 MiB of log halve the cost of a record against the
	// default of 4 MiB; more gained nothing.
	checkpointPages = 16_000

	// busyTimeout is how long SQLite waits for another program that holds the
	// file, say to copy it.
	busyTimeout = 5 * time.Second

	// maxBatch bounds how long the first of a batch waits for the last.
	maxBatch = 512

	// maxBatchWait bounds how long a commit waits for more writes.
	maxBatchWait = 2 * time.Millisecond

	// collectInterval is how many batches pass between two steps of garbage
	// collection while writes keep coming.
	collectInterval = 4
)

// settings are what only tests change.
type settings struct {
	synchronous     string
	checkpointPages int
	hook            hook
	free            func(*os.File) int64 // bytes that the disk of a file has left

	// How long callers wait at most. The first two together are less than
	// the time in which the service has to have written its answer.
	maxQueueWait   time.Duration // for a write to be taken into a batch
	maxOutcomeWait time.Duration // for the outcome of a batch
	maxReadWait    time.Duration // for a read
	maxPingWait    time.Duration // for a probe
	maxCloseWait   time.Duration // for each half of Close, readers and writer

	// retryInterval is the time between two attempts at what failed and has to
	// be done without anybody asking.
	retryInterval time.Duration
}

func defaults() settings {
	return settings{
		synchronous:     "FULL",
		checkpointPages: checkpointPages,
		free:            freeBytes,
		maxQueueWait:    10 * time.Second,
		maxOutcomeWait:  10 * time.Second,
		maxReadWait:     5 * time.Second,
		maxPingWait:     750 * time.Millisecond,
		maxCloseWait:    10 * time.Second,
		retryInterval:   time.Second,
	}
}
