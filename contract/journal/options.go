package journal

import (
	"fmt"

	"profilestatus.example/contract"
)

// Defaults of the limits.
const (
	DefaultMaxEntries    = 1000
	DefaultMaxBytes      = 16 << 20 // 16 MiB
	DefaultKeptBodyBytes = 8 << 10  // 8 KiB

	// DefaultMaxBodyBytes is the same as that of the profilestatus server: 64 KiB.
	DefaultMaxBodyBytes = contract.DefaultMaxBodyBytes
	// minMaxResponseBytes is the least that is validated of a response. One of
	// a thousand items is larger than any request should be.
	minMaxResponseBytes = 1 << 20 // 1 MiB
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

// WithMaxBytes keeps at most n bytes of exchanges, 64 KiB to 1 GiB, including bodies,
// headers and overhead. The default is [DefaultMaxBytes].
func WithMaxBytes(n int64) Option {
	return func(j *Journal) error {
		if n < 64<<10 || n > 1<<30 {
			return fmt.Errorf("WithMaxBytes(%d): want 65536 to 1073741824", n)
		}
		j.maxBytes = n
		return nil
	}
}

// WithMaxBodyBytes validates request bodies of at most n bytes, 1 KiB to 16 MiB, both
// compressed and decompressed, and response bodies of at most n bytes or 1 MiB,
// whichever is more. The default is [DefaultMaxBodyBytes]. Use the limit of the server.
func WithMaxBodyBytes(n int64) Option {
	return func(j *Journal) error {
		if n < 1<<10 || n > 16<<20 {
			return fmt.Errorf("WithMaxBodyBytes(%d): want 1024 to 16777216", n)
		}
		j.limits = contract.Limits{Request: n, Response: max(n, minMaxResponseBytes)}
		return nil
	}
}

// WithKeptBodyBytes keeps at most n bytes of each body, 0 to 1 MiB. It does not affect
// validation. The default is [DefaultKeptBodyBytes].
func WithKeptBodyBytes(n int) Option {
	return func(j *Journal) error {
		if n < 0 || n > 1<<20 {
			return fmt.Errorf("WithKeptBodyBytes(%d): want 0 to 1048576", n)
		}
		j.keptBody = n
		return nil
	}
}

// WithTolerated tolerates violations: they are neither findings nor counted. Each is a
// rule, optionally with a target, such as "authorization" or "enum:/status"; in a
// target * matches one name or index. It may be prefixed with "request" or "response"
// and a space. An unknown rule is an error, which lists similar ones.
func WithTolerated(violations ...string) Option {
	return func(j *Journal) error {
		for _, text := range violations {
			p, err := parsePattern(text)
			if err != nil {
				return err
			}
			j.tolerated = append(j.tolerated, p)
		}
		return nil
	}
}

// WithExpected declares a violation that requests of a test make on purpose, written as
// for [WithTolerated]; without "response" in front it is one of the request. It is then
// not a finding. If no request of the test makes it, that is a finding of the rule
// "expect", unless there was no request. A test that ends in * is a prefix. The option
// may be given several times.
func WithExpected(test, violation string) Option {
	return func(j *Journal) error {
		if !isTestName(test) {
			return fmt.Errorf("WithExpected: %.40q is no name of a test: want 1 to 128 printable characters", test)
		}
		p, err := parseExpected(violation)
		if err != nil {
			return err
		}
		j.expected = append(j.expected, expectation{test: test, pattern: p})
		return nil
	}
}
