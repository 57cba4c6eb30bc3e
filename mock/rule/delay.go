package rule

import (
	"math"
	"math/rand/v2"
	"time"

	"profilestatus.example/mock/control"
)

// MaxDelay is the longest delay of a rule.
const MaxDelay = time.Minute

// duration returns how long an answer is held back. Only a fixed delay needs no
// chance.
func duration(d *control.Delay, chance *rand.Rand) time.Duration {
	ms := 0.0
	switch {
	case d.Fixed != nil:
		ms = float64(*d.Fixed)
	case d.Uniform != nil:
		ms = float64(d.Uniform.Min) + chance.Float64()*float64(d.Uniform.Max-d.Uniform.Min)
	case d.LogNormal != nil:
		ms = float64(d.LogNormal.Median) * math.Exp(d.LogNormal.Sigma*chance.NormFloat64())
	}
	return time.Duration(min(ms*float64(time.Millisecond), float64(MaxDelay)))
}
