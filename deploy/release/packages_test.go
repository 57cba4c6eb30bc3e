//go:build unix

package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// manifest is what is looked at of a package.json.
type manifest struct {
	Name, Version, License string
	OS, CPU                []string
	OptionalDependencies   map[string]string
}

func readManifest(t *testing.T, name string) (m manifest) {
	t.Helper()
	files, _ := unpack(t, name)
	if err := json.Unmarshal(files["package/package.json"], &m); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"package/README.md", "package/LICENSE"} {
		if len(files[file]) == 0 {
			t.Errorf("%s: there is no %s", name, file)
		}
	}
	return m
}

// npmFile returns the file of a package for a platform.
func npmFile(p platform) string {
	return fmt.Sprintf("profilestatus-%s-%s-%s.tgz", p.npmOS, p.npmCPU, testNPM)
}

func TestNPMPackages(t *testing.T) {
	main := readManifest(t, "profilestatus-"+testNPM+".tgz")
	if main.Name != "profilestatus" || main.Version != testNPM || len(main.OptionalDependencies) != len(wanted()) {
		t.Errorf("the main package is %+v", main)
	}
	for _, p := range wanted() {
		m := readManifest(t, npmFile(p))
		if main.OptionalDependencies[m.Name] != m.Version || m.Version != testNPM || m.License != main.License {
			t.Errorf("%s: %+v is not what the main package depends on: %v", p, m, main.OptionalDependencies)
		}
		if m.Name != "@profilestatus/"+p.npmOS+"-"+p.npmCPU || !slices.Equal(m.OS, []string{p.npmOS}) || !slices.Equal(m.CPU, []string{p.npmCPU}) {
			t.Errorf("%s: npm would install it elsewhere: %+v", p, m)
		}
	}
}

// TestNPM installs the packages and runs the program by npx.
func TestNPM(t *testing.T) {
	if _, err := exec.LookPath("npm"); err != nil {
		cannot(t, "npm is not installed")
	}
	dir := t.TempDir()
	npm := func(name string, args ...string) *exec.Cmd {
		c := exec.Command(name, args...)
		c.Dir = dir
		c.Env = append(os.Environ(), "npm_config_cache="+filepath.Join(dir, "cache"), "npm_config_update_notifier=false")
		return c
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	install := npm("npm", "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund",
		filepath.Join(built(t), "profilestatus-"+testNPM+".tgz"), filepath.Join(built(t), npmFile(own())))
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm install: %v\n%s", err, out)
	}
	if out, err := npm("npx", "--offline", "--no", "profilestatus", "version").CombinedOutput(); err != nil || !strings.HasPrefix(string(out), "profilestatus "+testVersion+" ") {
		t.Errorf("npx: %v\n%s", err, out)
	}
	program := filepath.Join(dir, "node_modules", ".bin", "profilestatus")
	if err := npm(program, "serve", "--adr").Run(); err == nil || err.(*exec.ExitError).ExitCode() != 2 {
		t.Errorf("wrong usage: %v, want exit code 2", err)
	}
	use(t, func(args ...string) *exec.Cmd { return npm(program, args...) }, "--addr", "127.0.0.1:0", "--store", "memory")
	if err := os.RemoveAll(filepath.Join(dir, "node_modules", "@profilestatus")); err != nil {
		t.Fatal(err)
	}
	if out, err := npm(program, "version").CombinedOutput(); err == nil || !strings.Contains(string(out), "profilestatus: there is no package @profilestatus/") {
		t.Errorf("without the package of the platform: %v\n%s", err, out)
	}
}

// wheelName returns the file of a wheel.
func wheelName(p platform) string {
	return fmt.Sprintf("profilestatus-%s-py3-none-%s.whl", testPyPI, p.wheel)
}

func TestWheels(t *testing.T) {
	for _, p := range wanted() {
		files, modes := unpack(t, wheelName(p))
		base := "profilestatus-" + testPyPI
		if program := base + ".data/scripts/" + p.program(); modes[program] != 0o755 || len(files[program]) == 0 {
			t.Errorf("%s: there is no program %s", p, program)
		}
		recorded := make(map[string]string)
		for line := range strings.Lines(string(files[base+".dist-info/RECORD"])) {
			part := strings.Split(strings.TrimSpace(line), ",")
			recorded[part[0]] = strings.Join(part[1:], ",")
		}
		for name, data := range files {
			sum := sha256.Sum256(data)
			want := fmt.Sprintf("sha256=%s,%d", base64.RawURLEncoding.EncodeToString(sum[:]), len(data))
			if strings.HasSuffix(name, "/RECORD") {
				want = ","
			}
			if recorded[name] != want {
				t.Errorf("%s: RECORD says %q of %s, want %q", p, recorded[name], name, want)
			}
		}
		if len(recorded) != len(files) {
			t.Errorf("%s: RECORD has %v, the wheel %v", p, slices.Sorted(maps.Keys(recorded)), slices.Sorted(maps.Keys(files)))
		}
		for tag := range strings.SplitSeq(p.wheel, ".") {
			if !strings.Contains(string(files[base+".dist-info/WHEEL"]), "\nTag: py3-none-"+tag+"\n") {
				t.Errorf("%s: WHEEL lacks the tag %s", p, tag)
			}
		}
		if !strings.Contains(string(files[base+".dist-info/METADATA"]), "\nVersion: "+testPyPI+"\n") {
			t.Errorf("%s: METADATA has another version than %s", p, testPyPI)
		}
	}
}

// TestPyPI installs the wheel and runs the program.
func TestPyPI(t *testing.T) {
	if err := exec.Command("python3", "-c", "import ensurepip").Run(); err != nil {
		cannot(t, "python3 has no module ensurepip")
	}
	venv := filepath.Join(t.TempDir(), "venv")
	if out, err := exec.Command("python3", "-m", "venv", venv).CombinedOutput(); err != nil {
		t.Fatalf("venv: %v\n%s", err, out)
	}
	pip := exec.Command(filepath.Join(venv, "bin", "pip"), "install", "--no-index", "--disable-pip-version-check", filepath.Join(built(t), wheelName(own())))
	if out, err := pip.CombinedOutput(); err != nil {
		t.Fatalf("pip install: %v\n%s", err, out)
	}
	program := filepath.Join(venv, "bin", "profilestatus")
	if out, err := exec.Command(program, "version").CombinedOutput(); err != nil || !strings.HasPrefix(string(out), "profilestatus "+testVersion+" ") {
		t.Errorf("%v\n%s", err, out)
	}
	use(t, func(args ...string) *exec.Cmd { return exec.Command(program, args...) }, "--addr", "127.0.0.1:0", "--store", "memory")
}
