package main

import (
	"context"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"profilestatus.example/store"
	"profilestatus.example/store/retention"
)

const (
	day = 24 * time.Hour

	// maxKeep is the longest time of --keep, ten years.
	maxKeep = 3650 * day

	maxKeepLast = 10_000
)

// keepFlags say which statuses are kept.
type keepFlags struct{ retention.Policy }

func (f *keepFlags) add(flags *pflag.FlagSet) {
	format := func(d time.Duration) string {
		if d == 0 {
			return forEver
		}
		return formatDays(d)
	}
	addSetting(flags, &f.Age, "keep", 0, "delete statuses this `time` after they were created, such as 30d or 12h, 1s to 3650d; ever: never delete",
		setting[time.Duration]{kind: "duration", format: format, parse: parseKeep})
	addInt(flags, &f.Last, "keep-last", 0, 0, maxKeepLast, "keep only this many of the newest `statuses` of each profile, 1 to 10000; 0 is no limit")
}

// forEver is what --keep is for statuses that are never too old.
const forEver = "ever"

func parseKeep(text string) (time.Duration, error) {
	if text == forEver {
		return 0, nil
	}
	d, err := parseDays(text)
	if err != nil || d < time.Second || d > maxKeep {
		return 0, want("a time from 1s to 3650d, such as 30d or 12h, or %s", forEver)
	}
	return d, nil
}

// parseDays is [time.ParseDuration], where days may stand in front.
func parseDays(text string) (time.Duration, error) {
	days, rest, ok := strings.Cut(text, "d")
	if !ok {
		return time.ParseDuration(text)
	}
	n, err := strconv.ParseUint(days, 10, 16)
	if err != nil || rest == "" {
		return time.Duration(n) * day, err
	}
	d, err := time.ParseDuration(rest)
	if strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "+") {
		return 0, strconv.ErrSyntax
	}
	return time.Duration(n)*day + d, err
}

// formatDays is the reverse of parseDays.
func formatDays(d time.Duration) string {
	days, rest := d/day, d%day
	switch {
	case days == 0:
		return shortDuration(d)
	case rest == 0:
		return strconv.FormatInt(int64(days), 10) + "d"
	}
	return strconv.FormatInt(int64(days), 10) + "d" + shortDuration(rest)
}

// pruner returns what removes the statuses that are not kept, nil if all are.
func (f *keepFlags) pruner(records store.Store, log *slog.Logger) *retention.Pruner {
	e, ok := records.(store.Expirer)
	if !ok || !f.Enabled() {
		return nil
	}
	return retention.New(e, f.Policy, log)
}

// prune runs p, unless it is nil, and returns how to end it.
func prune(ctx context.Context, p *retention.Pruner) (stop func()) {
	if p == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.Run(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}
