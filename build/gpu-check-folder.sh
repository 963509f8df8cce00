#!/usr/bin/env bash
# What build/gpu-check.sh needs on a machine without SDK and network, packed: artifacts/gpu-check.tar.xz. The programs are built without
# libtorch, which is there (of PyTorch) or travels by itself; .NET's runtime comes along.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=artifacts/gpu-check
most=$((64 << 20))
rm -rf "$folder" "$folder.tar.xz"
mkdir -p "$folder/programs"

# Folders of their own: elsewhere the programs are built with libtorch.
for project in Cli Tests/Worker Tests/Performance; do
    dotnet publish "$project" -c Release -v q --nologo -p:Torch=none -p:PublishReadyToRun=false -p:ArtifactsPath="$PWD/artifacts/gpu-check-build" -o "$folder/programs"
done

# What brokers, browsers and debuggers need.
rm -rf "$folder"/programs/{.playwright,*.pdb,wwwroot,Checkpoints}

root=$(dirname "$(readlink -f "$(command -v dotnet)")")
version=$(dotnet --list-runtimes | sed -n 's/^Microsoft.AspNetCore.App \(10\.[^ ]*\).*/\1/p' | tail -1)
for part in "host/fxr/$version" "shared/Microsoft.NETCore.App/$version" "shared/Microsoft.AspNetCore.App/$version"; do
    mkdir -p "$folder/dotnet/$(dirname "$part")"
    cp -r "$root/$part" "$folder/dotnet/$part"
done
cp "$root/dotnet" "$root/LICENSE.txt" "$root/ThirdPartyNotices.txt" "$folder/dotnet/" 2>/dev/null || true
cp build/gpu-check.sh "$folder/"

XZ_OPT=-6 tar -C artifacts -cJf "$folder.tar.xz" gpu-check
size=$(stat -c %s "$folder.tar.xz")
[ "$size" -le "$most" ] || { echo "$folder.tar.xz has $size bytes, more than the $most that it may" >&2; exit 1; }
echo "packed: $folder.tar.xz ($((size >> 20)) MiB). There: tar xf gpu-check.tar.xz && gpu-check/gpu-check.sh"
