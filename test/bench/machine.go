package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
)

// describe prints what the figures depend on.
func describe(w io.Writer, b *bench) {
	fmt.Fprintf(w, "%d cores of %s, Linux %s, %s, databases on %s\n", b.cores, cpuModel(), firstLine("/proc/sys/kernel/osrelease"), runtime.Version(), fileSystem(b.temp))
	fmt.Fprintf(w, "%d rounds of %v each after %v of warm-up, one side after the other in turn; figures are medians\n", b.rounds, b.duration, b.warmUp)
	fmt.Fprintf(w, "creates over %d profiles, without ids, every answer checked; client and server share the cores; service with --log-level warn\n", profiles)
	fmt.Fprintf(w, "others had up to %.0f %% of the cores during a measurement\n\n", 100*b.noise.worst)
}

func firstLine(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return "?"
	}
	line, _, _ := strings.Cut(string(data), "\n")
	return line
}

func cpuModel() string {
	data, _ := os.ReadFile("/proc/cpuinfo") // without it the model is not known
	for line := range strings.Lines(string(data)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

// fileSystem returns the type of the file system that a folder is in, and
// warns of one that is no disk.
func fileSystem(dir string) string {
	mounts, _ := os.ReadFile("/proc/mounts") // without it the type is not known
	kind, longest := "?", ""
	for line := range strings.Lines(string(mounts)) {
		fields := strings.Fields(line)
		if len(fields) < 3 {
			continue
		}
		point := fields[1]
		if strings.HasPrefix(dir+"/", strings.TrimSuffix(point, "/")+"/") && len(point) >= len(longest) {
			kind, longest = fields[2], point
		}
	}
	if kind == "tmpfs" {
		kind += " (MEMORY, NO DISK: choose another folder with -dir)"
	}
	return kind
}
