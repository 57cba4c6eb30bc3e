# Everything that can be done with this repository. `make` alone lists it.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LDFLAGS  = -s -w -X main.version=$(VERSION)
FUZZTIME ?= 10s
ROUNDS   ?= 20
FAULTS   ?= 100
SEEDS    ?= 20
FLIPS    ?= 1500
WATCH    ?= 1h
DRAINS   ?= 50
SOAK     ?= 1h
RACES    ?= 10

.DEFAULT_GOAL := help
.PHONY: help run build gen drift golden test race fuzz lint lint-spec release-spec clients test-clients test-recipes survey test-control test-tenants test-login test-replicas test-patroni test-suites test-browser watch pictures test-foreign bench crash faults damage races soak test-drain test-deploy release test-release mutants passed rename test-rename test-import clean soak-hour

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Run the service with its embedded store; ARGS="--addr …" adds flags.
	@exec bin/profilestatus serve $(ARGS)

build: ## Build bin/profilestatus, without a C compiler.
	@CGO_ENABLED=0 go build -trimpath -ldflags "$(LDFLAGS)" -o bin/profilestatus ./cmd/profilestatus

gen: ## Generate what comes from openapi.yaml and mock/openapi.yaml.
	go generate ./gen/... ./mock/...

drift: gen ## Fail if generated code or go.mod differ from the commit.
	@go mod tidy -diff
	@test -z "$$(git status --porcelain -- gen mock)" || { git status --short -- gen mock; git --no-pager diff -- gen mock; exit 1; }

golden: ## Rewrite the golden files and the generated parts of the documentation.
	@for file in $$(git grep -l '\*update' -- '*_test.go'); do \
	  tests=$$(sed -n 's/^func \(Test[^(]*\).*/\1/p' $$file | paste -sd '|' -); \
	  (cd $$(dirname $$file) && go test -count 1 -run "^($$tests)$$" . -update) || exit 1; \
	done

test: ## Run the tests; those whose tools are missing are skipped.
	go test ./...

race: ## The same with the race detector, which needs a C compiler.
	go test -race ./...

fuzz: ## Fuzz everything that parses untrusted input, FUZZTIME each.
	@for pkg in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$target"; \
	    go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$pkg || exit 1; \
	  done; \
	done

lint: ## Check formatting, vet, and search for bugs and dead code.
	@test -z "$$(gofmt -l $$(git ls-files '*.go') | tee -a /dev/stderr)" || { echo "gofmt -w . fixes this"; exit 1; }
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck ./...
	@go build -o bin/deadcode golang.org/x/tools/cmd/deadcode
	@found=$$(bin/deadcode -test ./...) && test -z "$$found" || { echo "dead code:"; echo "$$found"; exit 1; }

lint-spec: ## Lint both documents with three linters, two of which need Node.js, and check their versions.
	go test -count 1 -run 'TestOpenAPI|TestFormats|TestBounds' .
	cd test/spec && go mod tidy -diff && go vet . && go test -count 1 .
	@command -v npm >/dev/null || { echo "SKIP Redocly and Spectral: npm is not installed"; exit 0; }; \
	cd test/spec && npm ci --loglevel error --prefer-offline --no-audit --no-fund --ignore-scripts && \
	go run -C ../.. ./cmd/profilestatus spec --odata >node_modules/odata.yaml && \
	REDOCLY_SUPPRESS_UPDATE_NOTICE=true npx --no-install redocly lint --config redocly.yaml ../../openapi.yaml node_modules/odata.yaml ../../mock/openapi.yaml && \
	npx --no-install spectral lint --ruleset spectral.yaml --fail-severity hint ../../openapi.yaml node_modules/odata.yaml ../../mock/openapi.yaml

release-spec: ## Save both OpenAPI documents as the last release; FORCE=1 only before publication.
	@cd test/spec && { [ -n "$(FORCE)" ] || go test -count 1 .; } && cp ../../openapi.yaml released.yaml && cp ../../mock/openapi.yaml released-mock.yaml
	@git --no-pager diff --stat -- test/spec

clients: ## Generate a client for each language into clients/; CLIENT="rust java" only these.
	@go run ./test/clients -generate $(CLIENT)

test-clients: ## Generate, build and run them all against the service; ARGS=-all forbids skips.
	@go run ./test/clients $(ARGS) $(CLIENT)

test-recipes: ## Run the recipes of docs/clients.md, each in an empty folder; ARGS="-gate -all" as CI does.
	@go run ./test/recipes $(ARGS)

survey: ## Try every target of openapi-generator and other tools on the document; ARGS="-only perl,lua" and more.
	@go run ./test/survey $(ARGS)

test-control: ## Generate clients of the mock's control API in TypeScript and Python, run a test suite with them, and Schemathesis; ARGS=-all forbids skips.
	@go run ./test/control $(ARGS)

test-tenants: ## Run 200 test suites against one mock, 50 rounds each, 10,000 in all.
	go test -count 1 -run '^TestParallelSuites$$' ./mock -rounds 50

test-login: ## Log client libraries in to the built-in issuer over TLS; ARGS=-all forbids skips.
	go run ./test/login $(ARGS)

test-browser: ## Test the web pages and CORS in Chromium; ARGS=-all fails without it.
	@command -v npm >/dev/null || { echo "SKIP axe: npm is not installed"; exit 0; }; \
	cd test/browser && npm ci --loglevel error --prefer-offline --no-audit --no-fund --ignore-scripts
	cd test/browser && go mod tidy -diff && go vet ./... && go test -count 1 -v ./... $(ARGS)

watch: ## Show live traffic of 100 exchanges per second in Chromium for the time WATCH.
	cd test/browser && go test -count 1 -v -timeout 2h -run '^TestLive$$' . -all -watch $(WATCH)

pictures: ## Take the screenshots of the documentation again, in Chromium.
	cd test/browser && go test -count 1 -v -run '^TestPictures$$' . -all -pictures

test-documents: ## Load published OpenAPI documents and measure how much of each is validated.
	@go run ./test/documents $(ARGS)

test-replicas: ## Stop and start replicas behind HAProxy and nginx, kill nodes and upgrade, under load; ARGS="-quick -all" and names of parts.
	@go run ./test/replicas $(ARGS)

test-patroni: ## Kill a primary and a node under load, and let Patroni, etcd and HAProxy replace them; ARGS="-rounds 3".
	@go run ./test/replicas -rounds 1 -all $(ARGS) patroni

test-suites: ## Run the test suites of docs/suites.md, each in its language; ARGS=-all forbids skips, except of .NET.
	@go run ./test/suites $(ARGS)

test-foreign: ## Check servers built with third-party frameworks; ARGS="fastapi" only some, -gate the quick ones.
	@go run ./test/foreign $(ARGS)

bench: ## Run the benchmarks, against a bare Echo handler in the same run (some minutes).
	go run ./test/bench

crash: ## Kill the service ROUNDS times and verify that nothing acknowledged is lost.
	go run ./test/crash -rounds $(ROUNDS)

soak: ## Run check with SEEDS seeds on correct servers, also through the proxy, with every phase on broken ones, and on the control API.
	go test -count 1 ./contract/check ./contract/proxy -seeds $(SEEDS)
	go test -count 1 -run '^TestCheck$$' ./mock -thorough

soak-hour: ## Run the service for the time SOAK under low load, faults and tenant churn, and look for leaks.
	go run ./test/soak -length $(SOAK)

faults: ## Inject FAULTS failing system calls into the service, and verify what is stored.
	go run ./test/crash faults -count $(FAULTS)

test-drain: ## Stop a replica under load DRAINS times; no request may be cut off or refused.
	go test -count 1 -v -timeout 30m -run '^TestDrain$$' ./cmd/profilestatus -drain-rounds $(DRAINS)

test-deploy: ## Lint and render the chart, validate it and the dashboard; the first run builds Helm's packages for some minutes.
	cd deploy/charttest && go mod tidy -diff && go vet . && go test -count 1 -v .

mutants: ## Run mutation tests of PKG; ARGS="-budget 10m" and more.
	@go run ./test/mutants $(ARGS) $(PKG)

passed: ## List the files whose code a create executes, and fail if they are too many.
	@go run -cover -covermode=atomic -coverpkg=./... ./test/passed

rename: ## Change the path of the module, MODULE=example.com/acme/profilestatus; CONTACT=host of the contact addresses.
	@go run ./test/rename -contact "$$CONTACT" -- "$$MODULE"

test-rename: ## Rename a copy of this repository, build, vet and test it, and rename it back.
	RENAME_TEST_EVERYTHING=1 go test -count 1 -timeout 60m -run TestRename ./test/rename

test-import: ## Import this module from another one as README.md says, with the oldest Go that go.mod allows.
	README_TEST_OLDEST_GO=1 go test -count 1 -timeout 60m -v -run TestREADMEImport .

damage: ## Flip FLIPS bits of a store, one at a time, and verify its responses.
	go test -count 1 -v -run '^TestFlippedBit$$' ./store/sqlite -flips $(FLIPS)

races: ## Run the concurrency tests of each store with RACES times as many rounds.
	go test -count 1 -run '^Test(Memory|Store|Replicas|TerminatedConnections)$$' ./store/memory ./store/sqlite ./store/postgres -races $(RACES)

release: ## Build archives, packages, an image and checksums of VERSION into dist/, for all platforms.
	@cd deploy/release && go run . -version "$(VERSION)" -epoch "$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct)}"

test-release: ## Build a release twice, install and run it; ARGS="-others all" for all platforms, -all forbids skips.
	cd deploy/release && go mod tidy -diff && go vet . && go test -count 1 -timeout 30m -v . $(ARGS)

clean: ## Remove what was built.
	rm -rf bin clients dist foreign survey test/spec/node_modules
