package journal

import "fmt"

// Defaults of the bounds.
const (
	DefaultMaxEntries    = 1000
	DefaultMaxBytes      = 16 << 20 // 16 MiB
	DefaultKeptBodyBytes = 8 << 10  // 8 KiB
)

// An Option configures a [Journal].
type Option func(*Journal) error

// WithMaxEntries keeps at most n exchanges, 1 to 1,000,000. The default is
// [DefaultMaxEntries].
func WithMaxEntries(n int) Option {
	return func(j *Journal) error {
		if n < 1 || n > 1_000_000 {
			return fmt.Errorf("WithMaxEntries(%d): want 1 to 1000000", n)
		}
		j.maxEntries = n
		return nil
	}
}

// WithMaxBytes keeps at most n bytes of exchanges, 64 KiB to 1 GiB: bodies,
// headers and what they cost to be kept. The default is [DefaultMaxBytes].
func WithMaxBytes(n int64) Option {
	return func(j *Journal) error {
		if n < 64<<10 || n > 1<<30 {
			return fmt.Errorf("WithMaxBytes(%d): want 65536 to 1073741824", n)
		}
		j.maxBytes = n
		return nil
	}
}

// WithKeptBodyBytes keeps at most n bytes of each body, 0 to 1 MiB. All of a
// body is judged, however little of it is kept. The default is
// [DefaultKeptBodyBytes].
func WithKeptBodyBytes(n int) Option {
	return func(j *Journal) error {
		if n < 0 || n > 1<<20 {
			return fmt.Errorf("WithKeptBodyBytes(%d): want 0 to 1048576", n)
		}
		j.keptBody = n
		return nil
	}
}
