package main

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// An ending lets the clients work for a while and ends the process. It returns
// what it did.
type ending func(c *campaign, s *service, random *rand.Rand) string

// endings are played in turn. The second kind of every four is followed by
// starts that are killed as well, see interrupt.
var endings = []ending{killUnderLoad, killUnderLoad, killAfterSignal, killUnderLoad}

// restarts is how often a start is killed in the rounds that do so.
const restarts = 3

func killUnderLoad(c *campaign, s *service, random *rand.Rand) string {
	d := between(random, 5*time.Millisecond, 700*time.Millisecond)
	pause(c.ctx, d)
	s.kill()
	return fmt.Sprintf("killed after %v of load", d)
}

// killAfterSignal kills the process while it ends in order.
func killAfterSignal(c *campaign, s *service, random *rand.Rand) string {
	d := between(random, 50*time.Millisecond, 500*time.Millisecond)
	patience := between(random, 0, 60*time.Millisecond)
	pause(c.ctx, d)
	s.terminate(patience)
	return fmt.Sprintf("SIGTERM after %v of load, killed %v later", d, patience)
}

// interrupt kills some starts, and with them what they do to recover the file.
func (c *campaign) interrupt(round int, random *rand.Rand) string {
	if round%len(endings) != 1 {
		return ""
	}
	text := ", then while starting"
	for range restarts {
		d := between(random, 0, 40*time.Millisecond)
		s, err := c.launch(c.file, false)
		if err != nil {
			return text + ": " + err.Error() // the start that follows fails too
		}
		pause(c.ctx, d)
		s.kill()
		text += fmt.Sprintf(" %v", d)
	}
	return text
}

// between draws a time, to the tenth of a millisecond.
func between(random *rand.Rand, low, high time.Duration) time.Duration {
	return (low + time.Duration(random.Int64N(int64(high-low)))).Round(100 * time.Microsecond)
}
