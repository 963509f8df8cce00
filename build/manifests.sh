#!/usr/bin/env bash
# Writes the rules of Prometheus as the operator's object. kustomize cannot put one file into another; a test holds that they are the same.
set -euo pipefail
cd "$(dirname "$0")/../k8s"

{
    cat <<'HEAD'
# Made from k8s/prometheus/rules.yaml by make manifests.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: sweep
spec:
HEAD
    sed -n '/^groups:/,$ s/^\(.\)/  \1/p; /^groups:/,$ { /^$/p }' prometheus/rules.yaml
} >components/monitoring/rules.yaml
