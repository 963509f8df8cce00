#!/usr/bin/env bash
# A RabbitMQ of one's own: node name, ports, folder, cookie and epmd are its alone, and it listens on loopback only.
#   broker.sh start DIR [PORT [DIST_PORT [EPMD_PORT]]]   returns when it accepts AMQP; ports that are not given are those it had, or picked
#   broker.sh stop DIR                                   ends the broker and its epmd; the queues stay in DIR
#   broker.sh status DIR                                 0 when it runs
# DIR/broker holds PORT, DIST_PORT, EPMD_PORT and NODE; DIR/pid and DIR/epmd.pid the processes; DIR/log what it says.
# Lines in DIR/extra.conf are added to its configuration, and DIR/advanced.config is read if it is there. Needs no root.
set -euo pipefail

[ $# -ge 2 ] || { sed -n '2,5s/^# *//p' "$0" >&2; exit 2; }
verb=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
shift 2
lib=/usr/lib/rabbitmq/bin

runs() { # PID, a word of its command line: a recycled id is another's
    [ -n "$1" ] && [ -r "/proc/$1/cmdline" ] && grep -qF -- "$2" <<<"$( (tr '\0' ' ' <"/proc/$1/cmdline") 2>/dev/null)"
}
read_file() { cat "$1" 2>/dev/null || true; }
beam() { read_file "$dir/pid"; }
is_running() { [ -f "$dir/broker" ] && . "$dir/broker" && runs "$(beam)" "-home $dir "; }
accepts() { # The first bytes of AMQP 0-9-1 get an answer only when the broker is up.
    local answer
    answer=$( { exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'AMQP\0\0\x09\x01' >&3 && timeout 5 head -c 8 <&3 | wc -c; } 2>/dev/null) && [ "${answer:-0}" = 8 ]
}
free_port() { # Below the range from which the system takes ports for connections.
    local port
    while port=$((20000 + RANDOM % 12000)); do
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
    done
}
end() { # PID, word
    runs "$1" "$2" || return 0
    kill "$1" 2>/dev/null || true
    for _ in $(seq 100); do runs "$1" "$2" || return 0; sleep 0.2; done
    kill -KILL "$1" 2>/dev/null || true
}

case $verb in
start)
    [ -x $lib/rabbitmq-server ] || { echo "RabbitMQ is not installed: ./build/packages.sh rabbitmq-server" >&2; exit 1; }
    if is_running; then
        if accepts "$PORT"; then echo "broker: runs already on port $PORT"; exit 0; fi
    else
        if [ -f "$dir/broker" ]; then . "$dir/broker"; elif [ $# -eq 0 ]; then picks=yes; fi
        PORT=${1:-${PORT:-$(free_port)}} DIST_PORT=${2:-${DIST_PORT:-$(free_port)}} EPMD_PORT=${3:-${EPMD_PORT:-$(free_port)}}
        NODE=sweep-$PORT@localhost
        printf 'PORT=%s\nDIST_PORT=%s\nEPMD_PORT=%s\nNODE=%s\n' "$PORT" "$DIST_PORT" "$EPMD_PORT" "$NODE" >"$dir/broker"
        rm -f "$dir/pid"
        mkdir -p "$dir/log"
        : >"$dir/env"
        echo '[].' >"$dir/plugins"
        cat - "$dir/extra.conf" >"$dir/rabbitmq.conf" 2>/dev/null <<'CONF' || true
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 50MB
heartbeat = 10
CONF
        export HOME=$dir RABBITMQ_NODENAME=$NODE RABBITMQ_NODE_PORT=$PORT RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_DIST_PORT=$DIST_PORT
        export ERL_EPMD_PORT=$EPMD_PORT ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_MNESIA_BASE=$dir/mnesia RABBITMQ_LOG_BASE=$dir/log RABBITMQ_PID_FILE=$dir/pid
        export RABBITMQ_CONFIG_FILE=$dir/rabbitmq RABBITMQ_ADVANCED_CONFIG_FILE=$dir/advanced.config RABBITMQ_ENABLED_PLUGINS_FILE=$dir/plugins RABBITMQ_CONF_ENV_FILE=$dir/env ERL_CRASH_DUMP=$dir/log/erl_crash.dump
        if ! runs "$(read_file "$dir/epmd.pid")" "epmd -port"; then
            setsid epmd -port "$EPMD_PORT" -address 127.0.0.1 </dev/null >"$dir/log/epmd.log" 2>&1 &
            echo $! >"$dir/epmd.pid"
            # Or Erlang would start one of its own, which nobody ends.
            for _ in $(seq 50); do (exec 3<>"/dev/tcp/127.0.0.1/$EPMD_PORT") 2>/dev/null && break; sleep 0.1; done
        fi
        setsid $lib/rabbitmq-server </dev/null >"$dir/log/server.log" 2>&1 &
        server=$!
    fi
    for _ in $(seq 1200); do
        if accepts "$PORT" && is_running; then echo "broker: runs on port $PORT"; exit 0; fi
        if [ -n "${server:-}" ] && ! kill -0 "$server" 2>/dev/null; then
            wait "$server" || echo "broker: ended with status $?" >&2
            break
        fi
        sleep 0.2
    done
    end "$(beam)" "-home $dir "
    end "$(read_file "$dir/epmd.pid")" "epmd -port"
    # Between the picking of a port and its use another process may take it.
    if [ "${picks:-}" = yes ] && [ "${SWEEP_BROKER_TRY:-1}" -lt 3 ] && grep -qr eaddrinuse "$dir/log"; then
        rm -rf "$dir/broker" "$dir/log" "$dir/mnesia"
        SWEEP_BROKER_TRY=$((${SWEEP_BROKER_TRY:-1} + 1)) exec "$0" start "$dir"
    fi
    echo "broker: did not come up on port $PORT; its logs, in $dir/log, end:" >&2
    tail -n 20 "$dir/log/$NODE.log" "$dir/log/server.log" >&2 || true
    exit 1
    ;;
stop)
    if is_running; then end "$(beam)" "-home $dir "; echo "broker: stopped"; else echo "broker: does not run"; fi
    end "$(read_file "$dir/epmd.pid")" "epmd -port"
    rm -f "$dir/pid" "$dir/epmd.pid"
    ;;
status)
    if is_running && accepts "$PORT"; then echo "broker: runs on port $PORT, as process $(beam)"; else echo "broker: does not run"; exit 1; fi
    ;;
*)
    echo "'$verb' is not known: start, stop or status" >&2
    exit 2
    ;;
esac
