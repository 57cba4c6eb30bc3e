package profilestatus_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestImports keeps the direction of imports. Each row names a package or
// module and the only packages that may import it directly; tests do not count.
// A permission that nobody uses fails too: it would hide the next import.
func TestImports(t *testing.T) {
	const self = "profilestatus.example"
	allowed := map[string][]string{
		"github.com/getkin/kin-openapi":      {self + "/internal/inline", self + "/contract", self + "/contract/check", self + "/contract/generate"},
		"github.com/go-json-experiment/json": {self + "/mock/page", self + "/contract", self + "/gen/codec", self + "/server/identity"},
		"github.com/golang-jwt/jwt":          {self + "/server/identity"},
		"github.com/MicahParks":              {self + "/server/identity"},
		"github.com/hashicorp/golang-lru":    {self + "/mock"},
		"golang.org/x/time":                  {self + "/server/identity", self + "/mock"},
		"golang.org/x/sync":                  {self + "/mock"},
		"github.com/dlclark/regexp2":         {self + "/contract"},
		"github.com/santhosh-tekuri":         {self + "/contract"},
		"github.com/labstack/echo/v4":        {self + "/gen", self + "/mock", self + "/mock/control", self + "/server", self + "/test/bench/bare"},
		"github.com/oapi-codegen":            {self + "/gen", self + "/gen/codec", self + "/gen/client", self + "/mock/control", self + "/mock/control/client"},
		"github.com/KimMachineGun":           {self + "/cmd/profilestatus"},
		"golang.org/x/mod":                   {self + "/test/rename"},
		"golang.org/x/net":                   {self + "/cmd/profilestatus"},
		"github.com/coreos/go-systemd":       {self + "/cmd/profilestatus"},
		"github.com/spf13":                   {self + "/cmd/profilestatus"},
		"golang.org/x/term":                  {self + "/cmd/profilestatus"},
		"golang.org/x/sys":                   {self + "/cmd/profilestatus"},
		"github.com/google/go-cmp":           {self + "/store/storetest"},
		"github.com/gofrs/flock":             {self + "/store/sqlite", self + "/test/internal/folder"},
		self + "/test/internal":              {self + "/test/clients", self + "/test/login", self + "/test/foreign", self + "/test/suites", self + "/test/recipes", self + "/test/control", self + "/test/crash", self + "/test/replicas", self + "/test/survey"},
		"go.opentelemetry.io":                {self + "/tracing"},
		"google.golang.org/protobuf":         {self + "/tracing"},
		self + "/metrics":                    {self + "/cmd/profilestatus"},
		self + "/tracing":                    {self + "/cmd/profilestatus"},
		"modernc.org/sqlite":                 {self + "/store/sqlite"},
		"github.com/jackc/pgx":               {self + "/store/postgres", self + "/store/postgres/pgtest", self + "/test/replicas"},
		"go.yaml.in/yaml":                    {self, self + "/internal/inline", self + "/cmd/profilestatus", self + "/contract", self + "/test/clients", self + "/test/foreign", self + "/test/survey"},
		"github.com/google/uuid":             {self + "/contract/proxy", self + "/server/identity", self + "/test/bench"},
		"golang.org/x/tools":                 {self + "/test/mutants"},
		self + "/contract/check":             {self + "/cmd/profilestatus", self + "/test/foreign", self + "/test/documents"},
		self + "/contract/generate":          {self + "/contract/check"},
		self + "/contract/journal":           {self + "/mock", self + "/contract/contracttest", self + "/contract/proxy", self + "/cmd/profilestatus", self + "/test/clients", self + "/test/internal/service", self + "/test/foreign", self + "/test/survey", self + "/mock/page"},
		self + "/contract/contracttest":      {},
		self + "/contract/proxy":             {self + "/cmd/profilestatus", self + "/test/foreign"},
		self + "/contract/report":            {self + "/contract/check", self + "/contract/journal", self + "/contract/proxy", self + "/cmd/profilestatus", self + "/test/foreign", self + "/mock/page"},
		self + "/contract/internal":          {self + "/contract", self + "/contract/check", self + "/contract/journal"},
		self + "/contract":                   {self + "/mock", self + "/mock/rule", self + "/contract/contracttest", self + "/contract/check", self + "/contract/report", self + "/contract/journal", self + "/contract/proxy", self + "/server", self + "/cmd/profilestatus", self + "/test/bench", self + "/test/clients", self + "/test/internal/service", self + "/test/foreign", self + "/test/documents", self + "/mock/page"},
		self + "/gen":                        {self + "/mock", self + "/server", self + "/test/clients", self + "/mock/page"},
		self + "/internal/address":           {self + "/contract", self + "/contract/journal", self + "/contract/proxy", self + "/server", self + "/server/identity", self + "/cmd/profilestatus"},
		self + "/internal/ascii":             {self + "/contract", self + "/gen/codec", self + "/internal/linelog", self + "/server", self + "/store/memory"},
		self + "/internal/deadline":          {self + "/cmd/profilestatus"},
		self + "/internal/linelog":           {self + "/server", self + "/tracing", self + "/cmd/profilestatus"},
		self + "/test/bench/bare":            {self + "/test/bench"},
		self + "/internal/inline":            {self + "/server", self + "/cmd/profilestatus"},
		self + "/server/identity":            {self + "/mock", self + "/cmd/profilestatus"},
		self + "/server":                     {self + "/metrics", self + "/tracing", self + "/mock", self + "/server/identity", self + "/cmd/profilestatus", self + "/test/bench", self + "/test/internal/service", self + "/test/passed"},
		self + "/gen/codec":                  {self + "/gen", self + "/server", self + "/mock/control"},
		self + "/gen/client":                 {},
		self + "/store":                      {self + "/metrics", self + "/tracing", self + "/mock", self + "/store/memory", self + "/store/postgres", self + "/store/sqlite", self + "/store/retention", self + "/store/storetest", self + "/server", self + "/cmd/profilestatus", self + "/test/bench", self + "/test/passed"},
		self + "/store/memory":               {self + "/mock", self + "/server", self + "/cmd/profilestatus", self + "/test/passed"},
		self + "/internal/secretfile":        {self + "/server/identity", self + "/cmd/profilestatus"},
		self + "/store/sqlite":               {self + "/cmd/profilestatus", self + "/test/bench", self + "/test/passed"},
		self + "/store/postgres":             {self + "/cmd/profilestatus"},
		self + "/store/postgres/pgtest":      {self + "/test/bench", self + "/test/replicas"},
		self + "/store/retention":            {self + "/cmd/profilestatus"},
		self + "/store/storetest":            {},
		self + "/mock":                       {self + "/cmd/profilestatus", self + "/mock/mocktest", self + "/mock/page", self + "/test/control"},
		self + "/mock/page":                  {self + "/cmd/profilestatus"},
		self + "/mock/rule":                  {self + "/mock"},
		self + "/mock/control":               {self + "/mock", self + "/mock/rule", self + "/mock/page", self + "/cmd/profilestatus"},
		self + "/mock/control/client":        {self + "/mock/mocktest", self + "/test/login"},
		self + "/mock/mocktest":              {},
		self + "/cmd":                        {},
		"net/http/pprof":                     {},
		"testing":                            {self + "/contract/contracttest", self + "/store/storetest", self + "/test/bench"},
	}
	used := make(map[[2]string]bool)
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		importer, imports, _ := strings.Cut(strings.TrimSpace(line), " ")
		for imported := range strings.FieldsSeq(imports) {
			rule := ""
			for prefix := range allowed {
				if (imported == prefix || strings.HasPrefix(imported, prefix+"/")) && len(prefix) > len(rule) {
					rule = prefix
				}
			}
			used[[2]string{rule, importer}] = true
			foreign := strings.Contains(strings.SplitN(imported, "/", 2)[0], ".") || strings.HasPrefix(imported, self)
			switch {
			case rule == "" && foreign && imported != self:
				t.Errorf("%s imports %s, which no row of this test names; write down why in docs/adr and add it", importer, imported)
			case rule != "" && !slices.Contains(allowed[rule], importer):
				t.Errorf("%s must not import %s; only %v may", importer, imported, allowed[rule])
			}
		}
	}
	for rule, importers := range allowed {
		for _, importer := range importers {
			if !used[[2]string{rule, importer}] {
				t.Errorf("%s may import %s and does not; take the permission out of its row", importer, rule)
			}
		}
	}
}
