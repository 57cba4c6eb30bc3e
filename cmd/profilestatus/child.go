package main

import (
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

// A child is the command of --exec. It has its own process group, so that
// signals reach all of it and not only the shell.
type child struct {
	cmd     *exec.Cmd
	started bool
	done    chan struct{}
	err     error // of the command, after done
}

func newChild(command, base string, stdout, stderr io.Writer) *child {
	c := &child{cmd: exec.Command("sh", "-c", command), done: make(chan struct{})}
	c.cmd.Env = append(os.Environ(), "PROFILESTATUS_URL="+base)
	c.cmd.Stdout, c.cmd.Stderr = stdout, stderr
	if f, ok := fileOf(stderr); ok {
		c.cmd.Stderr = f // which may be a terminal
	}
	c.cmd.WaitDelay = 5 * time.Second // for what it left behind that writes to them
	if !isTerminal(os.Stdin) {
		c.cmd.Stdin = os.Stdin // a group in the background may not read a terminal
	}
	ownGroup(c.cmd)
	return c
}

// start starts the command and calls ended when it has ended. From here on
// signals are passed to the command; a second one kills it.
func (c *child) start(ended func()) error {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	if err := c.cmd.Start(); err != nil {
		signal.Stop(signals)
		return err
	}
	c.started = true
	go func() {
		c.err = c.cmd.Wait()
		close(c.done)
		ended()
	}()
	go func() {
		defer signal.Stop(signals)
		for n := 0; ; n++ {
			select {
			case <-c.done:
				return
			case sig := <-signals:
				if n > 0 {
					sig = os.Kill
				}
				signalGroup(c.cmd, sig)
			}
		}
	}()
	return nil
}

// wait returns how the command ended, nil if it was never started. It ends the
// command if the proxy ended first.
func (c *child) wait() error {
	if !c.started {
		return nil
	}
	select {
	case <-c.done:
	default:
		signalGroup(c.cmd, os.Kill)
		<-c.done
	}
	return c.err
}
