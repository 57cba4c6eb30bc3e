package mock

// Sweep forgets the tenants that are idle, as [Limits] let it do now and then.
func (m *Mock) Sweep() { m.sweep() }

// Tenants returns how many there are.
func (m *Mock) Tenants() int { return len(m.tenants.all()) }
