#!/usr/bin/env bash
# The pictures of the README, docs/images: the overview of a sweep, light and dark, as `make run` left it.
# pictures.sh [HOME [SWEEP]]
set -euo pipefail
cd "$(dirname "$0")/.."
home=${1:-artifacts/quickstart}
sweep=${2:-quickstart}
[ -e "$home/sweep.db" ] || { echo "There is no sweep in $home: make run" >&2; exit 1; }
./build/packages.sh chromium
folder=$(mktemp -d)
bin/sweep serve --home "$home" --page 127.0.0.1:0 >"$folder/said" &
server=$!
trap 'kill $server; rm -rf "$folder"' EXIT
until address=$(grep -o 'http://[0-9.:]*' "$folder/said"); do
    kill -0 $server 2>/dev/null || exit 1
    sleep 0.2
done
mkdir -p docs/images
for colours in light dark; do
    node Coordinator/Web/dev/picture.js "$address/#/sweeps/$sweep" '.heat td b' 1280 1030 "$colours" "docs/images/overview-$colours.png"
    echo "docs/images/overview-$colours.png"
done
