// Package pgtest starts a PostgreSQL server for tests, in a folder of its
// own and reached by a socket in it.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrMissing tells that the programs of PostgreSQL are not installed, or nobody
// is there to run them.
var ErrMissing = errors.New("PostgreSQL is not installed")

// A Server is a PostgreSQL with the database "postgres" in UTF8 and the user
// "postgres", who needs no password.
type Server struct {
	bin, folder string
	options     []string
	cmd, guard  *exec.Cmd
	exited      chan struct{}
}

// Start makes a server in a new temporary folder and starts it, with options
// such as "max_connections=20". Since no other test waits for its disk it syncs
// as usual. It returns an error wrapping [ErrMissing] where PostgreSQL is not
// installed, and, as root, where there is no user "postgres", since its programs
// refuse to be run by root. Call [Server.Remove] afterwards.
func Start(options ...string) (*Server, error) {
	return start(options, "initdb", "--no-instructions", "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-locale")
}

// Copy starts another server, with a copy of what is in s, in less time than [Start].
// Call [Server.Remove] for it, too.
func (s *Server) Copy(options ...string) (*Server, error) {
	return start(options, "pg_basebackup", "--host", s.folder, "--username", "postgres", "--checkpoint", "fast")
}

// Standby starts another server that follows s, and can take over when it is
// told to by pg_promote. Call [Server.Remove] for it, too.
func (s *Server) Standby(options ...string) (*Server, error) {
	return start(options, "pg_basebackup", "--host", s.folder, "--username", "postgres", "--write-recovery-conf", "--checkpoint", "fast")
}

// start starts a server on the data that the command makes.
func start(options []string, command string, args ...string) (_ *Server, err error) {
	bin, err := Programs()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "postgres-") // short, since sockets have short names
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, folder: folder, options: options}
	defer func() {
		if err != nil {
			s.Remove()
		}
	}()
	if err := Own(folder); err != nil {
		return nil, err
	}
	cmd := exec.Command(filepath.Join(bin, command), append(args, "--no-sync", "--pgdata", s.data())...)
	cmd.Dir = folder
	if err := RunAs(cmd); err != nil {
		return nil, err
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", command, err, out)
	}
	return s, s.Restart()
}

// Programs returns the folder of PostgreSQL's programs, those of the newest version.
func Programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // Debian's place
	if len(found) == 0 {
		return "", fmt.Errorf("%w: there is no initdb", ErrMissing)
	}
	return filepath.Dir(slices.Max(found)), nil
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

// Restart starts the server after [Server.Kill] and waits until it answers.
func (s *Server) Restart() error {
	args := []string{"-D", s.data(), "-c", "unix_socket_directories=" + s.folder, "-c", "listen_addresses=",
		"-c", "dynamic_shared_memory_type=mmap"} // in the folder, so that a server that is killed leaves nothing elsewhere
	for _, option := range s.options {
		args = append(args, "-c", option)
	}
	log, err := os.OpenFile(s.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	s.cmd = exec.Command(filepath.Join(s.bin, "postgres"), args...)
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = s.folder, io.Discard, log
	if err := RunAs(s.cmd); err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	s.exited = make(chan struct{})
	go func() { s.cmd.Wait(); close(s.exited) }()
	if err := s.watch(); err != nil {
		return err
	}
	return s.await()
}

// watch lets the server end, and its folder go, with this process, also when that
// is killed and closes nothing but, by its end, a pipe.
func (s *Server) watch() error {
	s.guard = exec.Command("sh", "-c", `cat; kill -QUIT "$0"; sleep 1; rm -rf "$1"`, strconv.Itoa(s.cmd.Process.Pid), s.folder)
	if err := RunAs(s.guard); err != nil {
		return err
	}
	s.guard.Dir = s.folder
	if _, err := s.guard.StdinPipe(); err != nil {
		return err
	}
	return s.guard.Start()
}

func (s *Server) log() string { return filepath.Join(s.folder, "log") }

// await waits until the server lets somebody in.
func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.DSN())
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.exited:
			said, _ := os.ReadFile(s.log())
			return fmt.Errorf("postgres ended: %s", said)
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// DSN names the database, with parameters such as "search_path=test" behind it.
func (s *Server) DSN(parameters ...string) string {
	return "postgres://postgres@/postgres?" + strings.Join(append([]string{"host=" + url.QueryEscape(s.folder)}, parameters...), "&")
}

// Host returns what stands for the server in a list of hosts.
func (s *Server) Host() string { return s.folder }

// Socket returns the path of the socket that the server listens at.
func (s *Server) Socket() string { return filepath.Join(s.folder, ".s.PGSQL.5432") }

// Kill ends the server as a crash does; its processes notice by themselves.
func (s *Server) Kill() { s.end(syscall.SIGKILL) }

func (s *Server) end(signal syscall.Signal) {
	if s.exited == nil {
		return
	}
	if s.guard != nil && s.guard.Process != nil { // it must not meet a later process with this number
		s.guard.Process.Kill()
		s.guard.Wait()
		s.guard = nil
	}
	s.cmd.Process.Signal(signal)
	<-s.exited
}

// Remove ends the server and removes its folder.
func (s *Server) Remove() error {
	s.end(syscall.SIGQUIT)
	var err error
	for range 100 { // its processes may still write
		if err = os.RemoveAll(s.folder); err == nil {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return err
}
