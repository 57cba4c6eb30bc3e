package journal

// Used returns how many bytes are taken.
func (b *Budget) Used() int64 { return b.used.Load() }

// Take takes n bytes.
func (b *Budget) Take(n int64) bool { return b.take(n) }

// Held returns how many bytes the journal accounts for.
func (j *Journal) Held() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.held
}
