#!/usr/bin/env bash
# Lists the packages in the three programs and in the pages, a line each: name, version, licence. After a build; TORCH says which libtorch.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
assets=artifacts/obj/Sweep.Cli/project.assets.json
[ -r "$assets" ] || { echo "Nothing is built: make build" >&2; exit 1; }

# What is there for building alone is no library of the program.
sed -n '/^  "libraries": {/,/^  },/s/^    "\([^"]*\)\/\([^"]*\)": {.*/\1 \2/p' "$assets" | sort -f | while read -r name version; do
    nuspec=$packages/${name,,}/${version,,}/${name,,}.nuspec
    [ -r "$nuspec" ] || continue # one of our own projects
    licence=$(tr -d '\r\n' <"$nuspec" | sed -n 's/.*<license type="expression"[^>]*>\([^<]*\)<.*/\1/p')
    [ -n "$licence" ] || licence=$(tr -d '\r\n' <"$nuspec" | sed -n 's/.*<license type="file"[^>]*>\([^<]*\)<.*/see \1 in the package/p')
    [ -n "$licence" ] || licence=$(tr -d '\r\n' <"$nuspec" | sed -n 's/.*<licenseUrl>\([^<]*\)<.*/\1/p')
    printf '%-55s %-14s %s\n' "$name" "$version" "${licence:-unknown}"
done

# The pages are bundled from their own sources, this package and what it depends on.
node -e '
    const { packages } = require("./Coordinator/Web/package-lock.json");
    const shown = new Set();
    const show = name => {
        if (shown.has(name)) return;
        shown.add(name);
        const entry = packages[`node_modules/${name}`];
        console.log(`${name.padEnd(55)} ${entry.version.padEnd(14)} ${entry.license ?? "unknown"}`);
        Object.keys(entry.dependencies ?? {}).forEach(show);
    };
    show("echarts");'
