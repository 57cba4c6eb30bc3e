package postgres

import "time"

const (
	// helpAt is how many writes have to wait for the second writer to take some.
	// A transaction for all who come costs less than two for half of them each.
	helpAt = 256

	// helpAfter is how long the first writer may be at work before the second
	// one takes what waits, however little it is, and how long after its end, or
	// a caller's, a write that waits is answered.
	helpAfter = 50 * time.Millisecond

	// maxBatch bounds how long the first of a batch waits for the last.
	maxBatch = 512

	// maxGatherWait bounds how long a commit waits for more writes.
	maxGatherWait = 2 * time.Millisecond

	// maxWaiting bounds how many writes wait to be begun. More wait to wait.
	maxWaiting = 4096

	// maxAttempts bounds how often a batch is begun anew.
	maxAttempts = 10

	// carefulBatches is how many batches after one that made a profile or had a
	// taken id are ready for both, which costs a round trip and more. Others are
	// begun anew.
	carefulBatches = 8

	// oldestVersion is the first major version of PostgreSQL that tells at
	// every connection whether it is a standby.
	oldestVersion = 14

	// defaultSchema is the schema of the tables unless search_path names one.
	defaultSchema = "profilestatus"
)

// settings are what only tests change.
type settings struct {
	// How long callers wait at most. The first two together are less than
	// the time in which the service has to have written its answer.
	maxQueueWait time.Duration // for a write to be taken into a batch
	maxBatchTime time.Duration // for all attempts at a batch
	maxReadWait  time.Duration
	maxPingWait  time.Duration
	maxCloseWait time.Duration // for each half of Close, writers and readers
	maxOpenWait  time.Duration

	retryInterval   time.Duration // between two looks for the outcome of a commit
	collectInterval time.Duration // between two looks for what other replicas have deleted
}

func defaults() settings {
	return settings{
		maxQueueWait:    10 * time.Second,
		maxBatchTime:    9 * time.Second,
		maxReadWait:     5 * time.Second,
		maxPingWait:     750 * time.Millisecond,
		maxCloseWait:    10 * time.Second,
		maxOpenWait:     30 * time.Second,
		retryInterval:   100 * time.Millisecond,
		collectInterval: time.Minute,
	}
}
