package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

// A file is one of an archive.
type file struct {
	name string // with slashes; a folder ends in one
	mode fs.FileMode
	data []byte
	uid  int // and group
}

// A tree are the files of an archive. Whatever it is written as, the same files
// and the same time give the same bytes.
type tree []file

func (t *tree) add(name string, mode fs.FileMode, data []byte) {
	*t = append(*t, file{name: name, mode: mode, data: data})
}

// under returns the same files in a folder.
func (t tree) under(folder string) tree {
	moved := slices.Clone(t)
	for n := range moved {
		moved[n].name = folder + "/" + moved[n].name
	}
	return moved
}

func (t tree) sorted() tree {
	return slices.SortedFunc(slices.Values(t), func(a, b file) int { return strings.Compare(a.name, b.name) })
}

// tar writes the files as a tar archive.
func (t tree) tar(w io.Writer, at time.Time) error {
	out := tar.NewWriter(w)
	for _, f := range t.sorted() {
		header := &tar.Header{Name: f.name, Mode: int64(f.mode.Perm()), Size: int64(len(f.data)), ModTime: at, Uid: f.uid, Gid: f.uid, Typeflag: tar.TypeReg}
		if strings.HasSuffix(f.name, "/") {
			header.Typeflag = tar.TypeDir
		}
		if f.mode&fs.ModeSticky != 0 {
			header.Mode |= 0o1000
		}
		if err := out.WriteHeader(header); err != nil {
			return err
		}
		if _, err := out.Write(f.data); err != nil {
			return err
		}
	}
	return out.Close()
}

// tarGz writes the files as a compressed tar archive.
func (t tree) tarGz(w io.Writer, at time.Time) error {
	compressed := gzip.NewWriter(w)
	return errors.Join(t.tar(compressed, at), compressed.Close())
}

// zip writes the files as a zip archive.
func (t tree) zip(w io.Writer, at time.Time) error {
	out := zip.NewWriter(w)
	for _, f := range t.sorted() {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: at}
		header.SetMode(f.mode)
		entry, err := out.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := entry.Write(f.data); err != nil {
			return err
		}
	}
	return out.Close()
}

// create makes a file of what write writes.
func create(name string, write func(io.Writer, time.Time) error, at time.Time) error {
	out, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(out, at), out.Close())
}
