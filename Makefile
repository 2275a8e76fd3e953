# The portal's tasks. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

TOOLS := go tool -modfile=api/tools.mod
PORTAL_ADDR ?= 127.0.0.1:10000
# Where nothing may be skipped (CI), a test that cannot run fails instead.
export PORTAL_TEST_NO_SKIP

.PHONY: help
help: ## list the tasks
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

frontend/node_modules: frontend/package-lock.json
	npm --prefix frontend ci --no-audit --no-fund
	@touch $@

frontend/dist/index.html: frontend/node_modules openapi.yaml $(shell find frontend/src frontend/index.html frontend/vite.config.ts -type f 2>/dev/null)
	npm --prefix frontend run build
	@touch $@

.PHONY: setup
setup: frontend/node_modules ## fetch what building and testing needs
	go mod download

.PHONY: run
run: frontend/dist/index.html ## build and start the portal with two demo dealerships
	@set -a; if [ -f .env ]; then . ./.env; fi; set +a; \
	export PORTAL_WEB_DIR="$${PORTAL_WEB_DIR:-frontend/dist}" PORTAL_DEMO="$${PORTAL_DEMO:-true}"; \
	mkdir -p bin; echo "Building the portal; the first time takes a few minutes."; \
	go build -o bin/portal ./api && exec ./bin/portal serve

.PHONY: build
build: frontend/dist/index.html ## build the program and the web application
	go build -trimpath -o bin/portal ./api

.PHONY: test
test: test-go test-web e2e ## every test of both sides

.PHONY: test-go
test-go: ## Go tests, on SQLite and on a throw-away PostgreSQL
	go test ./...

.PHONY: test-web
test-web: frontend/node_modules ## unit tests of the web application
	npm --prefix frontend test

.PHONY: e2e
e2e: frontend/dist/index.html ## browser tests through the real API
	./frontend/e2e/run

.PHONY: generate
generate: frontend/node_modules ## write all generated code anew
	cd api/oas && go tool -modfile=../tools.mod oapi-codegen -config oapi-codegen.yaml ../../openapi.yaml
	cd pkg/store && CGO_ENABLED=0 go tool -modfile=../../api/tools.mod sqlc generate
	npm --prefix frontend run generate

.PHONY: verify
verify: lint verify-generated verify-ops ## everything but the tests: lint, generated code, operations files

.PHONY: verify-generated
verify-generated: frontend/node_modules ## generated code is what the contract and the queries give
	cd pkg/store && CGO_ENABLED=0 go tool -modfile=../../api/tools.mod sqlc diff
	@tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; sed '/^output:/d' api/oas/oapi-codegen.yaml >"$$tmp/config.yaml"; \
	$(TOOLS) oapi-codegen -config "$$tmp/config.yaml" -o "$$tmp/oas.gen.go" openapi.yaml; diff -u api/oas/oas.gen.go "$$tmp/oas.gen.go"

.PHONY: verify-ops
verify-ops: ## compose file, alert rules and their tests, and Prometheus against the portal
	./api/monitoring/verify

.PHONY: lint
lint: frontend/node_modules ## lint Go, the web application and the contract
	@test -z "$$(gofmt -l api pkg | grep -v -e /oas/ -e sqlcgen)" || { gofmt -l api pkg; exit 1; }
	go vet ./...
	$(TOOLS) staticcheck $$(go list ./... | grep -v -e /oas -e /sqlcgen)
	npm --prefix frontend run lint
	npm --prefix frontend run lint:contract

.PHONY: fmt
fmt: frontend/node_modules ## format everything
	gofmt -w api pkg
	npm --prefix frontend run fmt

.PHONY: faults
faults: ## 300 runs of three provider faults each, with restarts and 50 kills in between, each audited
	PORTAL_TEST_FAULT_SEEDS=$${PORTAL_TEST_FAULT_SEEDS:-300} go test ./api/app -run 'TestMixedFaults|TestAPortalThatIsKilled' -count=1 -timeout 3h -v

.PHONY: bench
bench: ## measure the portal against its floors; prints a table
	go run ./api/bench

.PHONY: bench-web
bench-web: frontend/dist/index.html ## measure the web application: interactions with 5,000 leads, Lighthouse, bundles
	./frontend/bench/run $(PARTS)
