package charttest

import (
	"io"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/lint"
	"helm.sh/helm/v3/pkg/lint/support"
	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/yaml"

	"github.com/yannh/kubeconform/pkg/validator"
)

const chartDir = "../chart"

// anyToken is the least that has to be said.
const anyToken = "publicWithoutAuthentication: true\nreplicas: 1\n"

const database = `
issuer: https://login.example/TENANT/v2.0
audience: [api://profilestatus]
database: {url: "postgres://me@db.example/statuses", passwordSecret: {name: db}}
`

// renderings are values that together use every part of the chart.
var renderings = []struct {
	values  string
	objects []string // kinds, in the order of their names
	args    []string // some of the container's
	grace   int64    // seconds
	reason  string
}{
	{anyToken, []string{"Deployment", "PersistentVolumeClaim", "Service"},
		[]string{"--store=sqlite:/data/profilestatus.db", "--public-without-authentication"}, 45, "one pod with a volume"},
	{database, []string{"Deployment", "PodDisruptionBudget", "Service"},
		[]string{"--store=postgres://me@db.example/statuses", "--issuer=https://login.example/TENANT/v2.0", "--audience=api://profilestatus"}, 45, "replicas on a database"},
	{database + `
replicas: 5
image: {tag: "9.9.9", repository: registry.example/profilestatus}
imagePullSecrets: [{name: registry}]
tlsSecret: tls
flags: {log-level: warn, max-records: 2000000, profiles: '"a,b",c', tenant-rate: 100, test-powers: true}
env: [{name: PGSSLMODE, value: verify-full}]
drainDelay: 30
drain: 60
service: {type: LoadBalancer, port: 443, annotations: {a: b}}
admin: {enabled: true, port: 9999}
metrics: {annotations: true, serviceMonitor: true}
networkPolicy: {enabled: true, from: [{podSelector: {}}], adminFrom: [{namespaceSelector: {}}]}
podAnnotations: {c: d}
podLabels: {e: f}
nodeSelector: {g: h}
tolerations: [{key: i, operator: Exists}]
affinity: {nodeAffinity: {}}
`, []string{"Deployment", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceMonitor"},
		[]string{"--tls-cert=/tls/tls.crt", "--tls-key=/tls/tls.key", "--admin=:9999", "--drain-delay=30s", "--drain=60s", "--log-level=warn", "--max-records=2000000", `--profiles="a,b",c`, "--tenant-rate=100", "--test-powers=true"}, 115, "all that there is"},
	{anyToken + "persistence: {existingClaim: mine}\nnetworkPolicy: {enabled: true}\ndrainDelay: 0\nadmin: {enabled: true}\n",
		[]string{"Deployment", "NetworkPolicy", "Service"}, []string{"--drain-delay=0s"}, 35, "a volume of one's own"},
}

// render returns the objects of the chart in YAML, in the order of their kinds.
func render(values string) (objects []string, err error) {
	c, err := loader.Load(chartDir)
	if err != nil {
		return nil, err
	}
	given, err := chartutil.ReadValues([]byte(values))
	if err != nil {
		return nil, err
	}
	all, err := chartutil.ToRenderValues(c, given, chartutil.ReleaseOptions{Name: "mock", Namespace: "tests", IsInstall: true}, nil)
	if err != nil {
		return nil, err
	}
	files, err := engine.Engine{Strict: true}.Render(c, all)
	if err != nil {
		return nil, err
	}
	for name, text := range files {
		if strings.HasSuffix(name, ".yaml") && strings.TrimSpace(text) != "" {
			objects = append(objects, text)
		}
	}
	slices.SortFunc(objects, func(a, b string) int { return strings.Compare(kind(a), kind(b)) })
	return objects, nil
}

func kind(object string) string {
	found := regexp.MustCompile(`(?m)^kind: (\w+)$`).FindStringSubmatch(object)
	if found == nil {
		return ""
	}
	return found[1]
}

// deployment reads the Deployment among objects, which must have no field that
// Kubernetes does not know.
func deployment(t *testing.T, objects []string) appsv1.Deployment {
	t.Helper()
	var d appsv1.Deployment
	if err := yaml.UnmarshalStrict([]byte(objects[0]), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestLint(t *testing.T) {
	for _, r := range renderings {
		values, err := chartutil.ReadValues([]byte(r.values))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range lint.All(chartDir, values, "tests", true).Messages {
			if m.Severity > support.InfoSev || !strings.Contains(m.Error(), "icon is recommended") { // there is none
				t.Errorf("%v\nreason: %s", m, r.reason)
			}
		}
	}
}

func TestRender(t *testing.T) {
	check, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		t.Fatal(err)
	}
	schemas := writeSchemas(t)
	conform, err := validator.New([]string{schemas + "/{{ .ResourceKind }}.json"}, validator.Opts{Strict: true, SkipKinds: map[string]struct{}{"ServiceMonitor": {}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range renderings {
		objects, err := render(r.values)
		if err != nil {
			t.Errorf("%v\nreason: %s", err, r.reason)
			continue
		}
		var kinds []string
		for _, object := range objects {
			kinds = append(kinds, kind(object))
			for _, result := range conform.Validate(kind(object), io.NopCloser(strings.NewReader(object))) {
				if isWrong := result.Status != validator.Valid; isWrong != (kind(object) == "ServiceMonitor") {
					t.Errorf("%s: %v\n%s\nreason: %s", kind(object), result.Err, object, r.reason)
				}
			}
		}
		if !slices.Equal(kinds, r.objects) {
			t.Errorf("it renders %v, want %v\nreason: %s", kinds, r.objects, r.reason)
		}
		pod := deployment(t, objects).Spec.Template
		restricted := policy.AggregateCheckResults(check.EvaluatePod(api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}, &pod.ObjectMeta, &pod.Spec))
		if !restricted.Allowed {
			t.Errorf("the restricted standard refuses the pod: %s\nreason: %s", restricted.ForbiddenDetail(), r.reason)
		}
		if got := *pod.Spec.TerminationGracePeriodSeconds; got != r.grace {
			t.Errorf("a pod gets %d s to end, want %d\nreason: %s", got, r.grace, r.reason)
		}
		args := pod.Spec.Containers[0].Args
		for _, want := range r.args {
			if !slices.Contains(args, want) {
				t.Errorf("the flags are %v, want %s\nreason: %s", args, want, r.reason)
			}
		}
		checkFlags(t, args)
	}
}

// checkFlags lets the program read the flags of a container.
func checkFlags(t *testing.T, args []string) {
	t.Helper()
	c := exec.Command("go", append([]string{"run", "./cmd/profilestatus", "config"}, args...)...)
	c.Dir = "../.."
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("the program refuses %v: %v\n%s", args, err, out)
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct{ values, want, reason string }{
		{"", "say who may call", "any token would be accepted"},
		{"issuer: https://login.example\n", "audience: tokens of a provider need one", "tokens for others would be"},
		{"publicWithoutAuthentication: true\n", "replicas: several need a database", "each would have its own statuses"},
		{"issuer: built-in\ndatabase: {url: 'postgres://db/x'}\n", "issuer: the keys of the built-in one", "each pod would have its own, until it ends"},
		{anyToken + "metrics: {annotations: true}\n", "set admin.enabled", "there would be no metrics"},
		{anyToken + "database: {url: 'postgres://me:s3cret@db/x'}\n", "database", "whoever may read pods would read the password"},
		{anyToken + "database: {url: 'postgres://me@db/x?sslmode=require&password=s3cret'}\n", "database", "the same, as a parameter"},
		{anyToken + "flags: {store: 'postgres://me:s3cret@db/x'}\n", "flags", "database.url is for that"},
		{anyToken + "flags: {addr: ':80'}\n", "flags", "probes and the service ask another port"},
		{anyToken + "podLabels: {app.kubernetes.io/name: x}\n", "podLabels", "the service would not find the pods"},
		{anyToken + "replica: 1\n", "replica", "a word that is misspelt"},
		{anyToken + "admin: {port: 8080}\n", "admin", "the API is there"},
		{anyToken + "issuer: builtin\n", "issuer", "it is no URL"},
	}
	for _, tt := range tests {
		if _, err := render(tt.values); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: error %v, want %q\nreason: %s", tt.values, err, tt.want, tt.reason)
		}
	}
}

// TestProbes looks at which port is asked, and how long it takes to be taken out of
// the service: less than the drain delay.
func TestProbes(t *testing.T) {
	for values, want := range map[string]string{anyToken: "api", anyToken + "admin: {enabled: true}\n": "admin", database: "api"} {
		objects, err := render(values)
		if err != nil {
			t.Fatal(err)
		}
		container := deployment(t, objects).Spec.Template.Spec.Containers[0]
		ready := container.ReadinessProbe
		if container.LivenessProbe.HTTPGet.Path != "/livez" || ready.HTTPGet.Path != "/readyz" || container.StartupProbe.HTTPGet.Path != "/livez" {
			t.Errorf("the probes are %v", container)
		}
		if ready.HTTPGet.Port.String() != want || container.LivenessProbe.HTTPGet.Port.String() != want {
			t.Errorf("%q: the probes ask %s, want %s", values, ready.HTTPGet.Port.String(), want)
		}
		delay := 0
		for _, arg := range container.Args {
			if text, ok := strings.CutPrefix(arg, "--drain-delay="); ok {
				delay, _ = strconv.Atoi(strings.TrimSuffix(text, "s"))
			}
		}
		if took := ready.PeriodSeconds*ready.FailureThreshold + ready.TimeoutSeconds; int(took) >= delay {
			t.Errorf("a pod may get requests for %d s after it was told to end, and its drain delay is %d s", took, delay)
		}
	}
}
