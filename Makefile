# make build | run | study | pictures | cluster | observe | cluster-stop | test | test-chaos | format | bench | model | licences | gpu-check-folder | verify | clean
#   TORCH=cuda   libtorch with CUDA
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
.PHONY: build run study pictures cluster observe dashboards manifests licences cluster-stop test test-chaos format bench model gpu-check-folder verify clean setup programs

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

CONFIGURATION := Release
PROPERTIES := -v q --nologo $(if $(TORCH),-p:Torch=$(TORCH))
DOTNET_BUILD = dotnet build -c $(CONFIGURATION) $(PROPERTIES)

# What `make run` leaves behind; the same command goes on where it was.
QUICKSTART_HOME ?= $(CURDIR)/artifacts/quickstart
STUDY_HOME ?= $(CURDIR)/artifacts/study

build: programs

setup:
	@command -v dotnet >/dev/null || { echo "sweep needs the .NET 10 SDK: https://dotnet.microsoft.com/download" >&2; exit 1; }
	@command -v npm >/dev/null || ./build/packages.sh nodejs npm
	@./build/packages.sh libturbojpeg0

programs: setup
	@# Built beside and then put in place, since bin may be in use.
	@rm -rf artifacts/bin.new artifacts/bin.old
	@dotnet publish Cli -c $(CONFIGURATION) $(PROPERTIES) -o artifacts/bin.new
	@if [ -e bin ]; then mv bin artifacts/bin.old; fi; mv artifacts/bin.new bin; rm -rf artifacts/bin.old
	@cat artifacts/obj/torch/libLibTorchSharp.so.txt
	@echo "built: bin/sweep bin/sweep-coordinator bin/sweep-worker"

## A small real study, from data to plot, in a few minutes.
run: build
	@bin/sweep data pull mnist --home $(QUICKSTART_HOME)
	@bin/sweep run examples/quickstart.yaml --home $(QUICKSTART_HOME)

## The README's pictures of the page, docs/images: committed.
pictures: run
	@./build/pictures.sh $(QUICKSTART_HOME)

## A study of three data sets and two networks, in hours on two cores; the same command goes on where it was.
study: build
	@./build/study.sh $(STUDY_HOME)

## A cluster on this machine, in artifacts/cluster: a RabbitMQ of its own, a coordinator, two workers.
cluster:
	@# Not built anew below the feet of one that runs.
	@./build/cluster.sh status >/dev/null 2>&1 || { $(MAKE) --no-print-directory build && ./build/packages.sh rabbitmq-server; }
	@./build/cluster.sh start

## The same, seen by a Prometheus that has the rules and alerts.
observe: cluster
	@./build/packages.sh prometheus
	@./build/cluster.sh observe

## What `make dashboards` writes is committed: k8s/grafana/dashboards.
dashboards: setup
	@cd k8s/grafana && npm ci --silent && npm run --silent build

## What `make manifests` writes is committed: k8s/components/monitoring/rules.yaml, from k8s/prometheus/rules.yaml.
manifests:
	@./build/manifests.sh

## The packages that are shipped, and their licences.
licences: build
	@./build/licences.sh

cluster-stop:
	@./build/cluster.sh stop

test: setup
	@./build/packages.sh bubblewrap chromium rabbitmq-server prometheus
	@$(DOTNET_BUILD) Sweep.sln
	@./build/test.sh

## The tests of more than a minute: dozens of kills, a million trials, 100,000 malformed requests. On a machine with nothing else to do, an hour.
test-chaos: setup
	@./build/packages.sh rabbitmq-server
	@$(DOTNET_BUILD) Tests/Cluster
	@$(DOTNET_BUILD) Tests/Coordinator
	@PROJECTS="Cluster.Tests Coordinator.Tests" FILTER="-trait Category=Chaos -showLiveOutput" ./build/test.sh

## Lays out the sources as the tests ask for.
format:
	@dotnet tool restore >/dev/null && dotnet csharpier format .

## Measures, training against a TorchSharp user's loop and Debian's PyTorch; results belong in docs/benchmarks.md.
bench: setup
	@# PyTorch multiplies with whatever BLAS is there; the one it brings along is slow.
	@./build/packages.sh libopenblas0-pthread python3-torch
	@$(DOTNET_BUILD) Tests/Performance
	@artifacts/bin/Performance/release/Performance all

## What build/gpu-check.sh needs on a machine with a GPU, packed into artifacts/gpu-check.tar.xz; see docs/gpu.md.
gpu-check-folder: setup
	@./build/gpu-check-folder.sh

## Searches every run of the lease protocol's model, see docs/protocol.md.
model:
	@./build/packages.sh spin gcc
	@./build/model.sh

## All gates: the protocol's model, and the tests, which build with warnings as errors.
verify: setup
	@$(MAKE) model
	@$(MAKE) test

clean:
	rm -rf artifacts bin Coordinator/Web/dist Coordinator/Web/node_modules
