//go:build unix

package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// unprivileged returns the user that PostgreSQL's programs are run as, or nil if
// that is whoever runs the test.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("%w: root must not run it, and %w", ErrMissing, err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// RunAs lets cmd be run by a user whom PostgreSQL accepts, in a process group of
// its own, so that a signal from the terminal does not reach it.
func RunAs(cmd *exec.Cmd) error {
	credential, err := unprivileged()
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: credential, Setpgid: true}
	return err
}

// Own gives the folder to that user.
func Own(folder string) error {
	credential, err := unprivileged()
	if err != nil || credential == nil {
		return err
	}
	return os.Chown(folder, int(credential.Uid), int(credential.Gid))
}
