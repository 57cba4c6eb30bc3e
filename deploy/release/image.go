package main

import (
	"bytes"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/distribution/reference"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/klauspost/compress/gzip" // it compresses better than Go's
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// imageUser is the user and group that the program runs as in a container, one
// that exists nowhere.
const imageUser = 65532

// images writes the image for both architectures of Linux: as a folder and as an
// archive in the layout of OCI, and for each architecture an archive that every
// docker load reads.
func (r *release) images(builds []build) error {
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, b := range builds {
		if b.os != "linux" {
			continue
		}
		image, err := r.image(b)
		if err != nil {
			return err
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: image, Descriptor: v1.Descriptor{
			MediaType: types.OCIManifestSchema1, Platform: &v1.Platform{OS: b.os, Architecture: b.arch},
		}})
		if err := r.dockerArchive(b, image); err != nil {
			return err
		}
	}
	if manifest, err := index.IndexManifest(); err != nil || len(manifest.Manifests) == 0 {
		return err
	}
	folder := filepath.Join(r.out, "image")
	path, err := layout.Write(folder, empty.Index)
	if err != nil {
		return err
	}
	full, err := reference.ParseNormalizedNamed(r.imageName())
	if err != nil {
		return err
	}
	if err := path.AppendIndex(index, layout.WithAnnotations(map[string]string{
		"org.opencontainers.image.ref.name": r.version.npm,
		"io.containerd.image.name":          full.String(),
	})); err != nil {
		return err
	}
	var files tree
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(folder, path)
		files.add(filepath.ToSlash(relative), 0o644, data)
		return err
	})
	return errors.Join(err, create(filepath.Join(r.out, fmt.Sprintf("profilestatus_%s_image.tar", r.version.npm)), files.tar, r.at))
}

// imageName is what docker load calls the image.
func (r *release) imageName() string { return "profilestatus:" + r.version.npm }

func (r *release) dockerArchive(b build, image v1.Image) error {
	tag, err := name.NewTag(r.imageName())
	if err != nil {
		return err
	}
	file := filepath.Join(r.out, fmt.Sprintf("profilestatus_%s_image_%s.tar", r.version.npm, b.arch))
	return create(file, func(w io.Writer, _ time.Time) error { return tarball.Write(tag, image, w) }, r.at)
}

// image returns the image for one architecture. It holds the program, the roots
// that certificates of an --issuer are verified by, and a folder for the store.
func (r *release) image(b build) (v1.Image, error) {
	var files tree
	files.add("profilestatus", 0o755, b.program)
	files.add("etc/ssl/certs/ca-certificates.crt", 0o644, roots())
	files.add("usr/share/licenses/profilestatus/LICENSE", 0o644, b.license)
	files.add("usr/share/licenses/profilestatus/"+thirdPartyFile, 0o644, b.thirdParty)
	for _, folder := range []string{"etc/", "etc/ssl/", "etc/ssl/certs/", "usr/", "usr/share/", "usr/share/licenses/", "usr/share/licenses/profilestatus/"} {
		files.add(folder, 0o755, nil)
	}
	files.add("tmp/", 0o777|fs.ModeSticky, nil)
	files = append(files, file{name: "data/", mode: 0o700, uid: imageUser})
	var archive bytes.Buffer
	compressed, err := gzip.NewWriterLevel(&archive, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(files.tar(compressed, r.at), compressed.Close()); err != nil {
		return nil, err
	}
	layer, err := tarball.LayerFromOpener(
		func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(archive.Bytes())), nil },
		tarball.WithMediaType(types.OCILayer))
	if err != nil {
		return nil, err
	}
	image := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	image, err = mutate.Append(image, mutate.Addendum{Layer: layer, History: v1.History{Created: v1.Time{Time: r.at}, CreatedBy: "profilestatus release"}})
	if err != nil {
		return nil, err
	}
	config, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created = b.os, b.arch, v1.Time{Time: r.at}
	config.Config = r.imageConfig()
	return mutate.ConfigFile(image, config)
}

// imageConfig says how the image is run. It listens on all addresses of the
// container, since nothing reaches its loopback, and therefore refuses to start
// until it is told whose tokens to accept, or in words that any will do.
func (r *release) imageConfig() v1.Config {
	return v1.Config{
		Entrypoint:   []string{"/profilestatus"},
		Cmd:          []string{"serve"},
		Env:          []string{"PROFILESTATUS_SERVE_ADDR=0.0.0.0:8080", "PROFILESTATUS_STORE=sqlite:/data/profilestatus.db", "PROFILESTATUS_SERVE_LOG_FORMAT=json"},
		User:         fmt.Sprintf("%d:%d", imageUser, imageUser),
		WorkingDir:   "/data",
		ExposedPorts: map[string]struct{}{"8080/tcp": {}},
		Volumes:      map[string]struct{}{"/data": {}},
		// Docker obeys this; Kubernetes has probes of its own.
		Healthcheck: &v1.HealthConfig{Test: []string{"CMD", "/profilestatus", "health"}, Interval: 30 * time.Second, Timeout: 5 * time.Second, StartPeriod: 5 * time.Second, Retries: 3},
		Labels: map[string]string{
			"org.opencontainers.image.title":       "profilestatus",
			"org.opencontainers.image.description": "The profileStatus API of Microsoft Graph, to test clients against",
			"org.opencontainers.image.version":     r.version.npm,
			"org.opencontainers.image.licenses":    "MIT",
		},
	}
}

// roots are the certificates of authorities that Mozilla trusts without
// conditions, in PEM. The conditions of others cannot be written down there.
func roots() []byte {
	var text []byte
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate})...)
		}
	}
	return text
}
