#!/usr/bin/env bash
# Compiles the product and its tests against NuGet's own packages, where the feed has them, whichever set is in use.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! dotnet restore Worker -p:UseCompat=false -p:ArtifactsPath="$PWD/artifacts/full" -v q --nologo; then
    echo "full package set: not verified, this feed cannot restore it"
    exit 0
fi
dotnet build Sweep.sln -p:UseCompat=false -p:ArtifactsPath="$PWD/artifacts/full" -v q --nologo
echo "full package set: compiles"
