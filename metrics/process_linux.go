package metrics

import (
	"fmt"
	"os"
	"syscall"
)

// read asks the kernel. What it does not tell stays as it is.
func (p *process) read() {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) == nil {
		p.cpu = float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
	}
	if text, err := os.ReadFile("/proc/self/statm"); err == nil {
		var virtual, resident float64 // pages
		if _, err := fmt.Sscan(string(text), &virtual, &resident); err == nil {
			page := float64(os.Getpagesize())
			p.virtual, p.resident = virtual*page, resident*page
		}
	}
	if files, err := os.ReadDir("/proc/self/fd"); err == nil {
		p.openFiles = float64(len(files) - 1) // without that of the folder
	}
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) == nil {
		p.maxFiles = float64(limit.Cur)
	}
}
