package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A build is the program for one platform.
type build struct {
	platform
	program    []byte
	license    []byte // of this project
	thirdParty []byte // licenses of what else is in the program
}

// common are the files that the archives of all platforms have.
func (r *release) common(ctx context.Context, work string) (tree, error) {
	files, err := r.completions(ctx, work)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"LICENSE", "README.md", "CHANGELOG.md"} {
		text, err := os.ReadFile(filepath.Join(r.root, name))
		if err != nil {
			return nil, err
		}
		files.add(name, 0o644, text)
	}
	return files, nil
}

// platform builds the program for a platform, and writes its archive and its bill
// of materials.
func (r *release) platform(ctx context.Context, p platform, work string, common tree) (b build, err error) {
	program, err := r.build(ctx, p, work)
	if err != nil {
		return b, err
	}
	b.platform = p
	if b.program, err = os.ReadFile(program); err != nil {
		return b, err
	}
	modules, err := r.modules(ctx, p)
	if err != nil {
		return b, err
	}
	b.thirdParty = thirdParty(modules)
	sbom, err := r.sbom(program, modules)
	if err != nil {
		return b, err
	}
	for _, f := range common {
		if f.name == "LICENSE" {
			b.license = f.data
		}
	}
	base := fmt.Sprintf("profilestatus_%s_%s_%s", r.version.npm, p.os, p.arch)
	files := append(tree{}, common...)
	files.add(p.program(), 0o755, b.program)
	files.add(thirdPartyFile, 0o644, b.thirdParty)
	files = files.under(base)
	name, write := base+".tar.gz", files.tarGz
	if p.os == "windows" {
		name, write = base+".zip", files.zip
	}
	if err := create(filepath.Join(r.out, name), write, r.at); err != nil {
		return b, err
	}
	return b, os.WriteFile(filepath.Join(r.out, base+".cdx.json"), sbom, 0o644)
}

// thirdPartyFile holds the licenses of what else is in the program.
const thirdPartyFile = "THIRD-PARTY-LICENSES.txt"

// sumsFile is in the form that sha256sum --check reads.
const sumsFile = "SHA256SUMS"

// sums writes the checksums of all files.
func (r *release) sums() error {
	return create(filepath.Join(r.out, sumsFile), func(w io.Writer, _ time.Time) error {
		out := bufio.NewWriter(w)
		err := filepath.WalkDir(r.out, func(path string, entry fs.DirEntry, err error) error { // in order of names
			if err != nil || entry.IsDir() || entry.Name() == sumsFile {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%x  %s\n", sha256.Sum256(data), filepath.ToSlash(strings.TrimPrefix(path, r.out+string(filepath.Separator))))
			return nil
		})
		if err != nil {
			return err
		}
		return out.Flush()
	}, r.at)
}
