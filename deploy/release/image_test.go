//go:build unix

package main

import (
	"archive/tar"
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// maxImage is how large the layers of one architecture are at most, compressed, in
// bytes.
const maxImage = 12_050_000

// images returns the images of the layout by their architectures.
func images(t *testing.T) map[string]v1.Image {
	t.Helper()
	outer, err := layout.ImageIndexFromPath(filepath.Join(built(t), "image"))
	if err != nil {
		t.Fatal(err)
	}
	list, err := outer.IndexManifest()
	if err != nil || len(list.Manifests) != 1 || list.Manifests[0].Annotations["org.opencontainers.image.ref.name"] != testNPM {
		t.Fatalf("%v: %+v, want one index of this version", err, list)
	}
	index, err := outer.ImageIndex(list.Manifests[0].Digest)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Index(index); err != nil {
		t.Error(err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]v1.Image)
	for _, d := range manifest.Manifests {
		image, err := index.Image(d.Digest)
		if err != nil {
			t.Fatal(err)
		}
		found[d.Platform.String()] = image
	}
	return found
}

func TestImages(t *testing.T) {
	found := images(t)
	for _, p := range wanted() {
		if p.os != "linux" {
			continue
		}
		image := found[p.String()]
		if image == nil {
			t.Fatalf("there is no image for %s", p)
		}
		config, err := image.ConfigFile()
		if err != nil {
			t.Fatal(err)
		}
		if config.Architecture != p.arch || config.OS != p.os || config.Config.User != "65532:65532" || config.Created.Unix() != 1767225600 {
			t.Errorf("%s: %+v", p, config)
		}
		layers, err := image.Layers()
		if err != nil {
			t.Fatal(err)
		}
		size := int64(0)
		for _, layer := range layers {
			n, err := layer.Size()
			if err != nil {
				t.Fatal(err)
			}
			size += n
		}
		t.Logf("%s: %.1f MB compressed", p, float64(size)/1e6)
		if size > maxImage {
			t.Errorf("%s: the image is of %d bytes, compressed, more than %d", p, size, maxImage)
		}
		archived, err := tarball.ImageFromPath(filepath.Join(built(t), fmt.Sprintf("profilestatus_%s_image_%s.tar", testNPM, p.arch)), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate.Image(archived); err != nil {
			t.Error(err)
		}
		delete(found, p.String())
	}
	if len(found) > 0 {
		t.Errorf("these were not asked for: %v", found)
	}
}

// TestImageArchive compares the archive with the folder.
func TestImageArchive(t *testing.T) {
	r := tar.NewReader(bytes.NewReader(read(t, fmt.Sprintf("profilestatus_%s_image.tar", testNPM))))
	n := 0
	for {
		header, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(data, read(t, "image", header.Name)) {
			t.Errorf("%s differs", header.Name)
		}
		n++
	}
	blobs, err := os.ReadDir(filepath.Join(built(t), "image", "blobs", "sha256"))
	if err != nil || n != len(blobs)+2 {
		t.Errorf("%d files are in the archive, and %d blobs in the folder, %v", n, len(blobs), err)
	}
}

func TestRoots(t *testing.T) {
	if n := bytes.Count(roots(), []byte("-----BEGIN CERTIFICATE-----")); n < 100 {
		t.Errorf("there are only %d authorities", n)
	}
	if block, _ := pem.Decode(roots()); block == nil || len(block.Bytes) == 0 {
		t.Error("they are not in PEM")
	}
}
