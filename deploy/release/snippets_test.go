//go:build unix

package main

import (
	"context"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// TestCompose reads the compose file as Compose does, and holds it against the image.
func TestCompose(t *testing.T) {
	options, err := cli.NewProjectOptions([]string{"../compose.yaml"}, cli.WithEnv([]string{"VERSION=" + testNPM}))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	service, err := project.GetService("profilestatus")
	if err != nil {
		t.Fatal(err)
	}
	image := new(release).imageConfig()
	if service.Image != "profilestatus:"+testNPM || service.Volumes[0].Target != image.WorkingDir {
		t.Errorf("it runs %s with %s, want the image and its volume", service.Image, service.Volumes[0].Target)
	}
	if !slices.Equal(service.HealthCheck.Test, image.Healthcheck.Test) {
		t.Errorf("the health command is %v, that of the image %v", service.HealthCheck.Test, image.Healthcheck.Test)
	}
	if port := service.Ports[0]; port.HostIP != "127.0.0.1" || port.Target != 8080 {
		t.Errorf("the port is %+v, want 8080 for this machine alone", port)
	}
	without, err := cli.NewProjectOptions([]string{"../compose.yaml"}, cli.WithEnv(nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := without.LoadProject(context.Background()); err == nil {
		t.Error("it can be read without a version")
	}
}

// TestImageConfig says what users of the image rely on.
func TestImageConfig(t *testing.T) {
	got := new(release).imageConfig()
	got.Labels, got.Healthcheck = nil, nil // TestCompose looks at the health command
	want := v1.Config{
		Entrypoint: []string{"/profilestatus"}, Cmd: []string{"serve"}, User: "65532:65532", WorkingDir: "/data",
		// None of these says who may call: that is the user's to say.
		Env:          []string{"PROFILESTATUS_SERVE_ADDR=0.0.0.0:8080", "PROFILESTATUS_STORE=sqlite:/data/profilestatus.db", "PROFILESTATUS_SERVE_LOG_FORMAT=json"},
		ExposedPorts: map[string]struct{}{"8080/tcp": {}}, // GitLab waits for it
		Volumes:      map[string]struct{}{"/data": {}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	page, err := os.ReadFile("../../docs/install.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"user 65532", "port 8080", "`/data`", "logs in JSON"} {
		if !strings.Contains(string(page), words) {
			t.Errorf("docs/install.md does not say %q", words)
		}
	}
}
