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

drift: gen ## Fail if generated code or go.mod differ from what is committed.
	@go mod tidy -diff
	@test -z "$$(git status --porcelain -- gen mock)" || { git status --short -- gen mock; git --no-pager diff -- gen mock; exit 1; }

golden: ## Rewrite what tests compare with: golden files and parts of the documents.
	@for file in $$(git grep -l '\*update' -- '*_test.go'); do \
	  tests=$$(sed -n 's/^func \(Test[^(]*\).*/\1/p' $$file | paste -sd '|' -); \
	  (cd $$(dirname $$file) && go test -count 1 -run "^($$tests)$$" . -update) || exit 1; \
	done

test: ## Run the tests; what a missing tool prevents is reported as a skip.
	go test ./...

race: ## The same with the race detector, which needs a C compiler.
	go test -race ./...

fuzz: ## Fuzz everything that parses foreign bytes, FUZZTIME each.
	@for pkg in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$target"; \
	    go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$pkg || exit 1; \
	  done; \
	done

lint: ## Format, vet, and search for mistakes and for dead code.
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

release-spec: ## Keep both documents as the last release; FORCE=1 only while it is not published.
	@cd test/spec && { [ -n "$(FORCE)" ] || go test -count 1 .; } && cp ../../openapi.yaml released.yaml && cp ../../mock/openapi.yaml released-mock.yaml
	@git --no-pager diff --stat -- test/spec

clients: ## Generate a client for each language into clients/; CLIENT="rust java" only these.
	@go run ./test/clients -generate $(CLIENT)

test-clients: ## Generate, build and run them all against the service; ARGS=-all forbids skips.
	@go run ./test/clients $(ARGS) $(CLIENT)

test-recipes: ## Follow the recipes of docs/clients.md, each in an empty folder; ARGS="-gate -all" as the gate does.
	@go run ./test/recipes $(ARGS)

survey: ## Try every target of openapi-generator and other tools on the document; ARGS="-only perl,lua" and more.
	@go run ./test/survey $(ARGS)

test-control: ## Generate clients of the mock's control in TypeScript and Python, let a suite use them, and Schemathesis look for faults; ARGS=-all forbids skips.
	@go run ./test/control $(ARGS)

test-tenants: ## Let 200 suites share one mock for 50 rounds each, 10,000 in all.
	go test -count 1 -run '^TestParallelSuites$$' ./mock -rounds 50

test-login: ## Let client libraries log in to the built-in issuer, and trust its TLS as told; ARGS=-all fails for a skip.
	go run ./test/login $(ARGS)

test-browser: ## Try pages, ours and those of other origins, in a Chromium; ARGS=-all fails without one.
	@command -v npm >/dev/null || { echo "SKIP axe: npm is not installed"; exit 0; }; \
	cd test/browser && npm ci --loglevel error --prefer-offline --no-audit --no-fund --ignore-scripts
	cd test/browser && go mod tidy -diff && go vet ./... && go test -count 1 -v ./... $(ARGS)

watch: ## Watch the live traffic in a Chromium for WATCH while 100 exchanges come each second.
	cd test/browser && go test -count 1 -v -timeout 2h -run '^TestLive$$' . -all -watch $(WATCH)

pictures: ## Make the pictures of the documents anew, in a Chromium.
	cd test/browser && go test -count 1 -v -run '^TestPictures$$' . -all -pictures

test-documents: ## Load published documents of OpenAPI and see how much of each is validated.
	@go run ./test/documents $(ARGS)

test-replicas: ## Let replicas come and go behind HAProxy and nginx, kill nodes and upgrade, under load; ARGS="-quick -all" and parts.
	@go run ./test/replicas $(ARGS)

test-patroni: ## Let Patroni, with etcd and HAProxy, replace a primary and a node that are killed, under load; ARGS="-rounds 3".
	@go run ./test/replicas -rounds 1 -all $(ARGS) patroni

test-suites: ## Run the test suites of docs/suites.md, each in its language; ARGS=-all fails for a skip but of .NET.
	@go run ./test/suites $(ARGS)

test-foreign: ## Check servers of frameworks that nobody here wrote; ARGS="fastapi" only some, -gate the quick ones.
	@go run ./test/foreign $(ARGS)

bench: ## Measure, against a bare Echo handler in the same run (some minutes).
	go run ./test/bench

crash: ## Kill the service ROUNDS times and look for what it had acknowledged.
	go run ./test/crash -rounds $(ROUNDS)

soak: ## Check right servers by SEEDS seeds, also through the proxy, broken ones by every phase, and all of the control.
	go test -count 1 ./contract/check ./contract/proxy -seeds $(SEEDS)
	go test -count 1 -run '^TestCheck$$' ./mock -thorough

soak-hour: ## Run the service for SOAK under low load, faults and churn of tenants, and look for what leaks.
	go run ./test/soak -length $(SOAK)

faults: ## Let FAULTS system calls of the service fail, and look for what was lost or kept.
	go run ./test/crash faults -count $(FAULTS)

test-drain: ## End a replica under load DRAINS times; no request may be cut or refused.
	go test -count 1 -v -timeout 30m -run '^TestDrain$$' ./cmd/profilestatus -drain-rounds $(DRAINS)

test-deploy: ## Lint and render the chart, hold it against Kubernetes and the program, and the dashboard against Grafana; the first time builds Helm's packages, for minutes.
	cd deploy/charttest && go mod tidy -diff && go vet . && go test -count 1 -v .

mutants: ## Change PKG in small ways and see what its tests notice; ARGS="-budget 10m" and more.
	@go run ./test/mutants $(ARGS) $(PKG)

passed: ## List the files that a create passes, and fail if they are too many.
	@go run -cover -covermode=atomic -coverpkg=./... ./test/passed

rename: ## Give the module another path, MODULE=example.com/acme/profilestatus; CONTACT=host of the addresses.
	@go run ./test/rename -contact "$$CONTACT" -- "$$MODULE"

test-rename: ## Rename a copy of this repository, build, vet and test it, and rename it back.
	RENAME_TEST_EVERYTHING=1 go test -count 1 -timeout 60m -run TestRename ./test/rename

test-import: ## Import this module in another one as README.md says, with the oldest Go that go.mod allows.
	README_TEST_OLDEST_GO=1 go test -count 1 -timeout 60m -v -run TestREADMEImport .

damage: ## Flip FLIPS bits of a store, one at a time, and look at what it answers.
	go test -count 1 -v -run '^TestFlippedBit$$' ./store/sqlite -flips $(FLIPS)

races: ## Let calls of each store run at once for RACES times as many rounds as the tests do.
	go test -count 1 -run '^Test(Memory|Store|Replicas|TerminatedConnections)$$' ./store/memory ./store/sqlite ./store/postgres -races $(RACES)

release: ## Build archives, packages, an image and checksums of VERSION into dist/, for all platforms.
	@cd deploy/release && go run . -version "$(VERSION)" -epoch "$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct)}"

test-release: ## Build a release twice, install and run it; ARGS="-others all" for all platforms, -all fails for a skip.
	cd deploy/release && go mod tidy -diff && go vet . && go test -count 1 -timeout 30m -v . $(ARGS)

clean: ## Remove what was built.
	rm -rf bin clients dist foreign survey test/spec/node_modules
