package main

import (
	"archive/tar"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"golang.org/x/sys/unix"
)

// rootVariable names the files of the image to the test in a network of its own.
const rootVariable = "TEST_IMAGE_ROOT"

// TestImageRuns runs what is in the image as a container would: with nothing but its
// files, its user, its environment and an own network. It needs root.
func TestImageRuns(t *testing.T) {
	if root := os.Getenv(rootVariable); root != "" {
		runImage(t, root, strings.Split(os.Getenv("TEST_IMAGE_ENV"), "\n"))
		return
	}
	if os.Getuid() != 0 {
		cannot(t, "only root can change the root of a process")
	}
	image := images(t)[own().String()]
	config, err := image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(t.TempDir(), "root")
	extract(t, image, root)
	for dir := filepath.Dir(root); dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil { // the image's user passes through
			t.Fatal(err)
		}
	}
	c := exec.Command(os.Args[0], "-test.run=^TestImageRuns$", "-test.v")
	c.Env = append(os.Environ(), rootVariable+"="+root, "TEST_IMAGE_ENV="+strings.Join(config.Config.Env, "\n"))
	c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !strings.Contains(string(out), "--- PASS: TestImageRuns") {
		t.Errorf("it did not run:\n%s", out)
	}
}

// runImage runs the image in this process's network, which nobody else is in.
func runImage(t *testing.T, root string, environment []string) {
	loopbackUp(t)
	command := func(words ...string) func(args ...string) *exec.Cmd {
		return func(args ...string) *exec.Cmd {
			c := &exec.Cmd{Path: "/profilestatus", Args: append([]string{"/profilestatus"}, args...), Dir: "/data"}
			c.Env = append(append([]string{}, environment...), words...)
			c.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: imageUser, Gid: imageUser}, Pdeathsig: syscall.SIGKILL}
			return c
		}
	}
	out, err := command()("serve").CombinedOutput()
	if code, ok := err.(*exec.ExitError); !ok || code.ExitCode() != 2 || !strings.Contains(string(out), "--public-without-authentication") {
		t.Errorf("as it is, it must not serve everybody: %v\n%s", err, out)
	}
	anybody := command("PROFILESTATUS_SERVE_PUBLIC_WITHOUT_AUTHENTICATION=true")
	use(t, anybody)
	if info, err := os.Stat(filepath.Join(root, "data", "profilestatus.db")); err != nil || info.Size() == 0 {
		t.Errorf("the store is not in /data: %v", err)
	}
	if out, err := anybody("health").CombinedOutput(); err == nil {
		t.Errorf("it is healthy although it has ended: %s", out)
	}
	useIssuer(t, command("PROFILESTATUS_ISSUER=built-in", "PROFILESTATUS_TLS=self-signed"))
}

// useIssuer lets the image serve with an issuer and TLS. Health, the certificate and
// a token come without arguments, as from docker exec.
func useIssuer(t *testing.T, command func(args ...string) *exec.Cmd) {
	t.Helper()
	service := command("serve")
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"health": "https://127.0.0.1:8080/readyz is healthy", "ca": "-----BEGIN CERTIFICATE-----", "token": "ey"} {
		args := []string{name}
		if name == "health" {
			args = append(args, "--within", "30s")
		}
		if out, err := command(args...).CombinedOutput(); err != nil || !strings.HasPrefix(string(out), want) {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
	if err := service.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := service.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v", err)
	}
}

// loopbackUp switches on the one interface of a new network.
func loopbackUp(t *testing.T) {
	t.Helper()
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Close(socket) }()
	request, err := unix.NewIfreq("lo")
	if err != nil {
		t.Fatal(err)
	}
	request.SetUint16(unix.IFF_UP)
	if err := unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, request); err != nil {
		t.Fatal(err)
	}
}

// extract writes the files of an image into a folder.
func extract(t *testing.T, image v1.Image, root string) {
	t.Helper()
	stream := mutate.Extract(image)
	defer func() { _ = stream.Close() }()
	for r := tar.NewReader(stream); ; {
		header, err := r.Next()
		if err == io.EOF {
			return
		}
		if err != nil || !filepath.IsLocal(header.Name) {
			t.Fatalf("%v, %+v", err, header)
		}
		name := filepath.Join(root, header.Name)
		if header.Typeflag == tar.TypeDir {
			err = os.MkdirAll(name, 0o755)
		} else {
			var data []byte
			if data, err = io.ReadAll(r); err == nil {
				if err = os.MkdirAll(filepath.Dir(name), 0o755); err == nil {
					err = os.WriteFile(name, data, 0o644)
				}
			}
		}
		if err == nil {
			err = os.Lchown(name, header.Uid, header.Gid)
		}
		if err == nil {
			err = os.Chmod(name, header.FileInfo().Mode()) // not what umask leaves of it
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
