package mock

// RemoveIdle removes the tenants that are idle, as [Limits] let it do now and then.
func (m *Mock) RemoveIdle() { m.removeIdle() }

// Tenants returns how many there are.
func (m *Mock) Tenants() int { return len(m.tenants.all()) }
