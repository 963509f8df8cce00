#!/usr/bin/env bash
# A cluster on this machine: a RabbitMQ of its own, a coordinator, two workers.
#   cluster.sh start [DIR]    returns when all of them are at work; what runs already is left alone
#   cluster.sh stop [DIR]     workers save what they are at; sweeps go on at the next start
#   cluster.sh status [DIR]   0 when all run
#   cluster.sh observe [DIR]  a Prometheus beside it, which scrapes all of them and has the rules of k8s/prometheus; stop ends it, too
# DIR, artifacts/cluster unless named, has the broker's folder, the coordinator's home, logs, and each process's id.
set -euo pipefail
cd "$(dirname "$0")/.."

verb=${1:-}
mkdir -p "${2:-artifacts/cluster}/log"
dir=$(cd "${2:-artifacts/cluster}" && pwd)
workers="worker-1 worker-2"

pid_of() { cat "$dir/$1.pid" 2>/dev/null || true; }
runs() { # NAME: the id is that of a program of ours, not of another that got the same later
    local pid
    pid=$(pid_of "$1")
    [ -n "$pid" ] && [ -r "/proc/$pid/cmdline" ] && grep -qF -- "$dir/" <<<"$( (tr '\0' ' ' <"/proc/$pid/cmdline") 2>/dev/null)"
}
launch() { # NAME, the line that it says when it is at work, command…
    local name=$1 ready=$2
    shift 2
    if runs "$name"; then echo "$name: runs already, as process $(pid_of "$name")"; return; fi
    setsid "$@" </dev/null >"$dir/log/$name.log" 2>&1 &
    echo $! >"$dir/$name.pid"
    for _ in $(seq 300); do
        if grep -qF -- "$ready" "$dir/log/$name.log"; then echo "$name: runs as process $(pid_of "$name")"; return; fi
        kill -0 "$(pid_of "$name")" 2>/dev/null || break
        sleep 0.2
    done
    echo "$name: did not come up; its log, $dir/log/$name.log, ends:" >&2
    tail -n 20 "$dir/log/$name.log" >&2
    finish "$name"
    exit 1
}
finish() { # NAME
    if ! runs "$1"; then echo "$1: does not run"; rm -f "$dir/$1.pid"; return; fi
    kill "$(pid_of "$1")"
    for _ in $(seq 200); do runs "$1" || break; sleep 0.2; done
    if runs "$1"; then kill -KILL "$(pid_of "$1")"; echo "$1: did not end by itself, killed"; else echo "$1: stopped"; fi
    rm -f "$dir/$1.pid"
}
shown_by() { sed -n 's/.*metrics http:\/\/\([^ /,]*\).*/\1/p' "$dir/log/$1.log" | head -n 1; } # NAME: where it shows its metrics
is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

case $verb in
start)
    ./build/broker.sh start "$dir/broker"
    . "$dir/broker/broker"
    # The ports it had; at first the usual one, or when that is taken a free one, which its log names.
    listen=$(cat "$dir/listen" 2>/dev/null || { is_free 5080 && echo 127.0.0.1:5080 || echo 127.0.0.1:0; })
    page=$(cat "$dir/page" 2>/dev/null || { is_free 5081 && echo 127.0.0.1:5081 || echo 127.0.0.1:0; })
    metrics=$(cat "$dir/metrics" 2>/dev/null || { is_free 5082 && echo 127.0.0.1:5082 || echo 127.0.0.1:0; })
    launch coordinator "listening on http" bin/sweep-coordinator --home "$dir/home" --listen "$listen" --page "$page" --metrics "$metrics" --broker-hosts "127.0.0.1:$PORT"
    server=$(sed -n 's/.*listening on \(http:[^ ]*\).*/\1/p' "$dir/log/coordinator.log" | head -n 1)
    page=$(sed -n 's/.*page on \(http[^ ;]*\).*/\1/p' "$dir/log/coordinator.log" | head -n 1)
    metrics=$(sed -n 's/.*metrics \(http[^ ,]*\).*/\1/p' "$dir/log/coordinator.log" | head -n 1)
    echo "${metrics#http://}" >"$dir/metrics"
    echo "${server#http://}" >"$dir/listen"
    echo "${page#http://}" >"$dir/page"
    for worker in $workers; do
        launch "$worker" "Connected to the broker" bin/sweep-worker --name "$worker" --home "$dir/home" --metrics 127.0.0.1:0 --threads "$((($(nproc) + 1) / 2))" --broker-hosts "127.0.0.1:$PORT"
    done
    cat <<TEXT

page:    $page
submit:  bin/sweep submit examples/quickstart.yaml --server $server
watch:   bin/sweep watch quickstart --server $server
         bin/sweep list --server $server
         bin/sweep workers --server $server
metrics: $metrics/metrics, and each worker's as its log says
results: bin/sweep results quickstart --server $server
logs:    ${dir#"$PWD"/}/log
stop:    make cluster-stop
TEXT
    ;;
observe)
    targets=
    for worker in $workers; do targets="$targets${targets:+, }$(shown_by "$worker")"; done
    cat >"$dir/prometheus.yaml" <<YAML
global: { scrape_interval: 5s, evaluation_interval: 5s }
rule_files: ["$PWD/k8s/prometheus/rules.yaml"]
scrape_configs:
  - job_name: sweep-coordinator
    static_configs: [{ targets: [$(shown_by coordinator)], labels: { namespace: local } }]
  - job_name: sweep-worker
    static_configs: [{ targets: [$targets], labels: { namespace: local } }]
YAML
    for port in 9090 $(shuf -i 20000-32000 -n 50); do ! is_free "$port" || break; done
    launch prometheus "Server is ready to receive web requests" prometheus --config.file="$dir/prometheus.yaml" --storage.tsdb.path="$dir/prometheus" --web.listen-address="127.0.0.1:$port"
    listen=$(tr '\0' '\n' <"/proc/$(pid_of prometheus)/cmdline" | sed -n 's/--web.listen-address=//p')
    cat <<TEXT

metrics:    http://$listen/graph?g0.expr=sweep_stages&g0.tab=0
targets:    http://$listen/targets
alerts:     http://$listen/alerts, explained in docs/runbooks.md
dashboards: k8s/grafana/dashboards, for a Grafana with http://$listen as its data source; docs/monitoring.md says how
stop:       make cluster-stop
TEXT
    ;;
stop)
    [ ! -e "$dir/prometheus.pid" ] || finish prometheus
    for name in $workers coordinator; do finish "$name"; done
    ./build/broker.sh stop "$dir/broker"
    ;;
status)
    all=0
    ./build/broker.sh status "$dir/broker" || all=1
    for name in coordinator $workers; do
        if runs "$name"; then echo "$name: runs as process $(pid_of "$name")"; else echo "$name: does not run"; all=1; fi
    done
    exit $all
    ;;
*)
    echo "'$verb' is not known: start, stop, status or observe" >&2
    exit 2
    ;;
esac
