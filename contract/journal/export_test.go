package journal

// Used returns how many bytes are taken.
func (b *Budget) Used() int64 { return b.used.Load() }

// Held returns how many bytes the journal accounts for.
func (j *Journal) Held() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.held
}
