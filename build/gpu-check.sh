#!/usr/bin/env bash
# What works on a machine's GPU, and how fast: sweep doctor, the worker's tests on the device, whether bits repeat, images a second
# against PyTorch, several processes on the card. About seven minutes; each part's failure is noted, and the next goes on. Needs neither
# SDK nor network, but libtorch: of an installation of PyTorch, or another folder. docs/gpu.md tells more.
#
#   gpu-check.sh [--device cuda:0] [--libtorch DIR] [--python PROGRAM] [--out DIR] [--small] [--minutes N]
#
#   --device    cuda:0, cuda:1, … or cpu, which is small unless told otherwise by --full
#   --libtorch  folder with libtorch_cpu.so; by default beside the programs, else in the torch of --python
#   --python    a Python to compare with, and to take libtorch from; by default python3; none compares with nothing
#   --out       where reports go; by default gpu-check-report in the current folder
#
# Exit code: 0 when all went well, 1 when a part failed, 2 when nothing could begin.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)

device=cuda:0 libtorch= python=python3 out=gpu-check-report size= minutes=7
while [ $# -gt 0 ]; do
    case $1 in
        --small) size=small ;;
        --full) size=full ;;
        --device | --libtorch | --python | --out | --minutes)
            [ $# -gt 1 ] || { echo "gpu-check: $1 wants a value" >&2; exit 2; }
            printf -v "${1#--}" %s "$2"
            shift
            ;;
        *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2 ;;
    esac
    shift
done
[ -n "$size" ] || { [ "$device" = cpu ] && size=small || size=full; }

programs=$here/programs
[ -x "$programs/sweep" ] || { echo "gpu-check: $programs/sweep is not there: make gpu-check-folder makes a folder of what this needs" >&2; exit 2; }
export DOTNET_ROOT=$here/dotnet DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_gcServer=0
export TORCH_CPP_LOG_LEVEL=${TORCH_CPP_LOG_LEVEL:-ERROR}

torch_version= torch_lib=
if [ "$python" != none ] && command -v "$python" >/dev/null; then
    # shellcheck disable=SC2016 # Python's
    found=$("$python" -c 'import os, torch; print(torch.__version__, os.path.join(os.path.dirname(torch.__file__), "lib"))' 2>/dev/null) || found=
    [ -z "$found" ] || read -r torch_version torch_lib <<<"$found"
fi
compared=-
[ -z "$torch_version" ] || compared=$(command -v "$python")
if [ -z "$libtorch" ]; then
    if [ -e "$programs/libtorch_cpu.so" ]; then libtorch=$programs
    elif [ -e "$torch_lib/libtorch_cpu.so" ]; then libtorch=$torch_lib
    fi
fi
[ -e "${libtorch:-none}/libtorch_cpu.so" ] || { echo "gpu-check: no libtorch: name a folder that has libtorch_cpu.so with --libtorch, or a Python that has torch with --python" >&2; exit 2; }
libtorch=$(cd "$libtorch" && pwd)
# What this script runs beside our programs must not get this libtorch: each is given it by itself.
with_torch=(env "GPU_CHECK_LIBRARY_PATH=${LD_LIBRARY_PATH-}" "LD_LIBRARY_PATH=$libtorch${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}")

mkdir -p "$out" || exit 2
out=$(cd "$out" && pwd)
home=$out/home
mkdir -p "$home"
summary=$out/summary.txt
: >"$summary"
worst=0

# part NAME SECONDS COMMAND…: output goes to the terminal and into NAME.txt.
part() {
    local name=$1 limit=$2 began=$SECONDS status
    shift 2
    echo
    echo "=== $name"
    timeout --kill-after=10 "$limit" "$@" 2>&1 </dev/null | tee "$out/$name.txt"
    status=${PIPESTATUS[0]}
    case $status in
        0) result=ok ;;
        124 | 137) result="FAILED: not done within $limit s" ;;
        *) result="FAILED: exit code $status" ;;
    esac
    [ "$status" -eq 0 ] || worst=1
    printf '%-10s %5d s  %s\n' "$name" $((SECONDS - began)) "$result" >>"$summary"
}

machine() {
    uname -srm
    grep -m1 'model name' /proc/cpuinfo || true
    echo "processors: $(nproc)"
    command -v nvidia-smi >/dev/null && nvidia-smi --query-gpu=name,driver_version,memory.total,memory.free,clocks.max.sm,power.limit,mig.mode.current --format=csv
    echo "libtorch: $libtorch"
    echo "PyTorch to compare with: ${torch_version:-none}"
    echo "CUDA_VISIBLE_DEVICES: ${CUDA_VISIBLE_DEVICES-not set}"
}

machine 2>&1 | tee "$out/machine.txt"
# A processor takes its time.
[ "$device" = cpu ] && slow=6 || slow=1
part doctor $((120 * slow)) "${with_torch[@]}" "$programs/sweep" doctor --home "$home" --device "$device"
part tests $((150 * slow)) "${with_torch[@]}" "SWEEP_TEST_DEVICE=$device" "$programs/Worker.Tests" -noLogo -noColor -trait Device=any -xml "$out/tests.xml"

# The rest of the time, less a margin to end in.
left=$((minutes * 60 - SECONDS - 20))
[ "$left" -ge $((60 * slow)) ] || left=$((60 * slow))
part speed $((left + 60)) "${with_torch[@]}" "$programs/Performance" gpu "$device" "$compared" "$left" "$size"

echo
echo "=== reports in $out"
# The last table is that of speeds.
sed -n '/^## images a second/,/^{/{/^{/!p}' "$out/speed.txt"
echo
cat "$summary"
exit $worst
