package mock

// Stats tells what a [Mock] has and has done since it was made.
type Stats struct {
	Tenants    int    // that there are now
	RulesFired uint64 // requests that a rule had an effect on, of all tenants
}

// Stats may be called at any time.
func (m *Mock) Stats() Stats {
	m.tenants.mu.RLock()
	defer m.tenants.mu.RUnlock()
	return Stats{Tenants: len(m.tenants.byName), RulesFired: m.fired.Load()}
}
