package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"profilestatus.example/contract/report"
)

// A flagError says what is wrong with the value of a flag.
type flagError struct {
	flag    string // its name
	value   string // as it was given
	hidden  bool   // the value may hold a secret and is not shown
	problem error
	origin  string // where the value comes from, a variable or a line of a file; empty: the command line
}

func (e *flagError) Error() string {
	text := "--" + e.flag
	if !e.hidden {
		value := e.value
		if strings.Contains(value, "://") || strings.Contains(value, "@") {
			value = report.RedactURL(value)
		}
		text += " " + strconv.Quote(value)
	}
	text += ": " + e.problem.Error()
	if e.origin != "" {
		text += "; it comes from " + e.origin
	}
	return text
}

func (e *flagError) Unwrap() error { return e.problem }

// fileError is a flagError for a file that cannot be used.
func fileError(flag, name string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err // the name is there already
	}
	return &flagError{flag: flag, value: name, problem: err}
}

// A wantError says which values a flag can have.
type wantError struct {
	want   string
	hidden bool
}

func (e *wantError) Error() string { return e.want }

func want(format string, args ...any) error {
	return &wantError{want: "want " + fmt.Sprintf(format, args...)}
}

// named names the flag that an error of pflag is about, and leaves other errors
// as they are.
func named(err error) error {
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return err
	}
	flag := invalid.GetFlag()
	e := &flagError{flag: flag.Name, value: invalid.GetValue(), problem: errors.New("want true or false")}
	var expected *wantError
	if errors.As(invalid.Unwrap(), &expected) { // else it is pflag's own type for bool
		e.problem, e.hidden = expected, expected.hidden
	}
	return e
}

// A setting is the value of a flag. It is validated as it is parsed.
type setting[T any] struct {
	to     *T
	kind   string
	parse  func(text string) (T, error) // the error is a wantError
	format func(T) string
}

func (s *setting[T]) String() string {
	if s.to == nil { // pflag asks a zero setting
		return ""
	}
	return s.format(*s.to)
}

func (s *setting[T]) Type() string { return s.kind }

func (s *setting[T]) Set(text string) error {
	v, err := s.parse(text)
	if err == nil {
		*s.to = v
	}
	return err
}

func addSetting[T any](flags *pflag.FlagSet, to *T, name string, value T, usage string, s setting[T]) {
	*to, s.to = value, to
	flags.Var(&s, name, usage)
}

// addInt adds a flag for a number from low to high.
func addInt(flags *pflag.FlagSet, to *int, name string, value, low, high int, usage string) {
	addSetting(flags, to, name, value, usage, setting[int]{kind: "number", format: strconv.Itoa, parse: func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil || n < low || n > high {
			return 0, want("a number from %d to %d", low, high)
		}
		return n, nil
	}})
}

// auto is the value of a number that the program chooses, 0 inside.
const auto = "auto"

// addAuto adds a flag for a number from 1 to high, or auto, its default.
func addAuto(flags *pflag.FlagSet, to *int, name string, high int, usage string) {
	format := func(n int) string {
		if n == 0 {
			return auto
		}
		return strconv.Itoa(n)
	}
	addSetting(flags, to, name, 0, usage, setting[int]{kind: "number", format: format, parse: func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		switch {
		case text == auto:
			return 0, nil
		case err != nil || n < 1 || n > high:
			return 0, want("a number from 1 to %d, or %s", high, auto)
		}
		return n, nil
	}})
}

// addSeed adds a flag for any number of 64 bits.
func addSeed(flags *pflag.FlagSet, to *uint64, name, usage string) {
	format := func(n uint64) string { return strconv.FormatUint(n, 10) }
	addSetting(flags, to, name, 0, usage, setting[uint64]{kind: "number", format: format, parse: func(text string) (uint64, error) {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return 0, want("a number from 0 to %d", uint64(1<<64-1))
		}
		return n, nil
	}})
}

// addRate adds a flag for a number of requests a second, 0 to 1,000,000.
func addRate(flags *pflag.FlagSet, to *float64, name, usage string) {
	format := func(n float64) string { return strconv.FormatFloat(n, 'g', -1, 64) }
	addSetting(flags, to, name, 0, usage, setting[float64]{kind: "number", format: format, parse: func(text string) (float64, error) {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || !(n >= 0 && n <= 1e6) { // NaN is neither
			return 0, want("a number from 0 to 1000000, such as 0.5 or 100")
		}
		return n, nil
	}})
}

// addDuration adds a flag for a time from low to high.
func addDuration(flags *pflag.FlagSet, to *time.Duration, name string, value, low, high time.Duration, usage string) {
	addSetting(flags, to, name, value, usage, setting[time.Duration]{kind: "duration", format: shortDuration, parse: func(text string) (time.Duration, error) {
		d, err := time.ParseDuration(text)
		if err != nil || d < low || d > high {
			return 0, want("a duration from %s to %s, such as 500ms or 1m30s", shortDuration(low), shortDuration(high))
		}
		return d, nil
	}})
}

// shortDuration leaves out the units that are zero: 10m, not 10m0s.
func shortDuration(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-2]
		}
	}
	return text
}
