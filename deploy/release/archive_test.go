//go:build unix

package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"debug/buildinfo"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/CycloneDX/cyclonedx-go"
)

// unpack returns the files of an archive by their names, and their modes.
func unpack(t *testing.T, name string) (map[string][]byte, map[string]fs.FileMode) {
	t.Helper()
	data := read(t, name)
	files, modes := make(map[string][]byte), make(map[string]fs.FileMode)
	if strings.HasSuffix(name, ".zip") || strings.HasSuffix(name, ".whl") {
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if files[f.Name], err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
			modes[f.Name] = f.Mode()
		}
		return files, modes
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		header, err := r.Next()
		if err == io.EOF {
			return files, modes
		}
		if err != nil {
			t.Fatal(err)
		}
		if files[header.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		modes[header.Name] = header.FileInfo().Mode()
	}
}

// wanted are the platforms that were built.
func wanted() []platform {
	if *others == "all" {
		return platforms
	}
	return slices.DeleteFunc(slices.Clone(platforms), func(p platform) bool {
		return p != own() && !slices.Contains(strings.Split(*others, ","), p.String())
	})
}

// own is the platform of this machine.
func own() platform {
	i := slices.IndexFunc(platforms, func(p platform) bool { return p.os == runtime.GOOS && p.arch == runtime.GOARCH })
	return platforms[i]
}

func TestArchives(t *testing.T) {
	for _, p := range wanted() {
		ending := ".tar.gz"
		if p.os == "windows" {
			ending = ".zip"
		}
		files, modes := unpack(t, archive(p)+ending)
		for _, name := range []string{"LICENSE", "README.md", "CHANGELOG.md", thirdPartyFile, "completions/profilestatus.bash", "completions/_profilestatus", "completions/profilestatus.fish", "completions/profilestatus.ps1", p.program()} {
			text := files[archive(p)+"/"+name]
			if len(text) == 0 {
				t.Errorf("%s: there is no %s", p, name)
			}
			if strings.HasPrefix(name, "completions/") && !bytes.Contains(text, []byte("profilestatus")) {
				t.Errorf("%s: %s completes something else", p, name)
			}
		}
		program := archive(p) + "/" + p.program()
		if modes[program] != 0o755 || modes[archive(p)+"/LICENSE"] != 0o644 {
			t.Errorf("%s: the modes are %v", p, modes)
		}
		info, err := buildinfo.Read(bytes.NewReader(files[program]))
		if err != nil {
			t.Fatal(err)
		}
		settings := make(map[string]string)
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
		if settings["GOOS"] != p.os || settings["GOARCH"] != p.arch || settings["CGO_ENABLED"] != "0" || settings["-trimpath"] != "true" {
			t.Errorf("%s: the program was built with %v", p, settings)
		}
		checkLicenses(t, p, info, string(files[archive(p)+"/"+thirdPartyFile]))
		checkSBOM(t, p, info)
	}
}

// checkLicenses holds the licenses against what Go has written into the program.
func checkLicenses(t *testing.T, p platform, info *buildinfo.BuildInfo, text string) {
	t.Helper()
	for _, dep := range info.Deps {
		if !strings.Contains(text, "\n"+dep.Path+" "+dep.Version+", ") {
			t.Errorf("%s: there is no license of %s %s", p, dep.Path, dep.Version)
		}
	}
	for _, words := range []string{"std " + info.GoVersion + ", LICENSE", "Apache License", "Permission is hereby granted", "Redistributions of source code"} {
		if !strings.Contains(text, words) {
			t.Errorf("%s: the licenses lack %q", p, words)
		}
	}
}

func checkSBOM(t *testing.T, p platform, info *buildinfo.BuildInfo) {
	t.Helper()
	var bom cyclonedx.BOM
	if err := cyclonedx.NewBOMDecoder(bytes.NewReader(read(t, archive(p)+".cdx.json")), cyclonedx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	if bom.SpecVersion != cyclonedx.SpecVersion1_6 || bom.Metadata.Component.Version != testVersion || bom.Metadata.Timestamp != "2026-01-01T00:00:00Z" {
		t.Errorf("%s: %s, %+v", p, bom.SpecVersion, bom.Metadata)
	}
	listed := make(map[string]string)
	for _, c := range *bom.Components {
		listed[c.Name] = c.Version
		if c.Licenses == nil || len(*c.Licenses) == 0 {
			t.Errorf("%s: %s has no license", p, c.Name)
		}
	}
	if len(listed) != len(info.Deps)+1 || listed["std"] != info.GoVersion {
		t.Errorf("%s: %d modules are listed, %d are in the program, and the standard library", p, len(listed), len(info.Deps))
	}
	for _, dep := range info.Deps {
		if listed[dep.Path] != dep.Version {
			t.Errorf("%s: %s is %q, want %q", p, dep.Path, listed[dep.Path], dep.Version)
		}
	}
}

// TestSums holds every file against the list, and the list against the files.
func TestSums(t *testing.T) {
	listed := make(map[string]string)
	for line := range strings.Lines(string(read(t, sumsFile))) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		listed[name] = sum
	}
	err := filepath.WalkDir(built(t), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == sumsFile {
			return err
		}
		name, err := filepath.Rel(built(t), path)
		if err != nil {
			return err
		}
		if sum := fmt.Sprintf("%x", sha256.Sum256(read(t, name))); listed[filepath.ToSlash(name)] != sum {
			t.Errorf("%s has the checksum %s, and %q in %s", name, sum, listed[name], sumsFile)
		}
		delete(listed, filepath.ToSlash(name))
		return nil
	})
	if err != nil || len(listed) > 0 {
		t.Errorf("%v; these are no files: %v", err, listed)
	}
}

// TestReproducible builds this machine's platform again: from a copy in another
// folder, in another time zone, for another user and with other settings of Go.
func TestReproducible(t *testing.T) {
	first := string(read(t, sumsFile))
	root := filepath.Join(t.TempDir(), "another", "place")
	list, err := exec.Command("git", "-C", "../..", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(list), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(t.TempDir(), "out")
	c := exec.Command("sh", "-c", `umask 077; exec "$0" "$@"`, os.Args[0],
		"-version", testVersion, "-epoch", testEpoch, "-root", root, "-out", out, "-platforms", own().String())
	c.Env = append(os.Environ(), asProgram+"=1", "TZ=Asia/Kathmandu", "LC_ALL=C", "GOFLAGS=-buildvcs=auto", "GOAMD64=v3", "USER=somebody")
	if text, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	second, err := os.ReadFile(filepath.Join(out, sumsFile))
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for line := range strings.Lines(string(second)) {
		if len(wanted()) > 1 && (strings.Contains(line, "image/") || strings.HasSuffix(line, "_image.tar\n") || strings.HasSuffix(line, "profilestatus-"+testNPM+".tgz\n")) {
			continue // they tell of all platforms
		}
		if compared++; !strings.Contains(first, line) {
			t.Errorf("this differs from the first build: %s", line)
		}
	}
	if compared < 4 {
		t.Errorf("only %d files were compared", compared)
	}
}
