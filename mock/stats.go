package mock

// Stats has the counters of a [Mock].
type Stats struct {
	Tenants    int    // the current number
	RulesFired uint64 // requests of all tenants that a rule applied to
}

// Stats returns the counters. It may be called at any time.
func (m *Mock) Stats() Stats {
	return Stats{Tenants: int(m.tenants.count.Load()), RulesFired: m.fired.Load()}
}
