package mock

// Stats tells what a [Mock] has and has done since it was made.
type Stats struct {
	Tenants    int    // that there are now
	RulesFired uint64 // requests that a rule had an effect on, of all tenants
}

// Stats may be called at any time.
func (m *Mock) Stats() Stats {
	return Stats{Tenants: int(m.tenants.count.Load()), RulesFired: m.fired.Load()}
}
