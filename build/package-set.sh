#!/usr/bin/env bash
# Decides which package set to build with and remembers it in artifacts/package-set.props; says so in one line.
# USE_COMPAT=0|1 decides by hand, USE_COMPAT=auto finds out again. See docs/decisions/0001-package-sets.md.
set -euo pipefail
cd "$(dirname "$0")/.."

props=artifacts/package-set.props
mkdir -p artifacts

remember() { # true|false, reason
    printf '<Project>\n  <PropertyGroup>\n    <!-- %s -->\n    <UseCompat>%s</UseCompat>\n  </PropertyGroup>\n</Project>\n' "$2" "$1" >"$props.new"
    # Only a change of mind may touch the file: everything is rebuilt after it.
    if cmp -s "$props.new" "$props"; then rm "$props.new"; else mv "$props.new" "$props"; fi
    say
}

say() {
    local name=full
    grep -q '<UseCompat>true' "$props" && name=compat
    echo "package set: $name ($(sed -n 's/.*<!-- \(.*\) -->.*/\1/p' "$props")); make build USE_COMPAT=0|1 chooses by hand"
}

case "${USE_COMPAT:-}" in
    0) remember false "chosen by USE_COMPAT=0"; exit ;;
    1) remember true "chosen by USE_COMPAT=1"; exit ;;
    "") if [ -f "$props" ]; then say; exit; fi ;;
    auto) ;;
    *) echo "USE_COMPAT is '$USE_COMPAT'; 0 (packages), 1 (stand-ins) or auto (find out again) is expected." >&2; exit 2 ;;
esac

# TorchSharp's native library is built with GCC 13. Looking first saves a download of a gigabyte.
libstdcxx=$(ldconfig -p 2>/dev/null | awk '/libstdc\+\+\.so\.6 .*x86-64/ { print $NF }' | head -n 1)
if [ -n "$libstdcxx" ] && ! grep -qa 'GLIBCXX_3\.4\.32' "$libstdcxx"; then
    remember true "TorchSharp needs libstdc++ of GCC 13 or later, this system's is older"
    exit
fi

probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
cp Directory.Packages.props "$probe/"
cat >"$probe/probe.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <WarningsAsErrors>NU1603</WarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp-cpu" />
  </ItemGroup>
</Project>
PROJECT
echo 'System.Console.WriteLine(TorchSharp.torch.ones(1).item<float>());' >"$probe/Program.cs"

if ! timeout 600 dotnet build "$probe" -v q --nologo >"$probe/log" 2>&1; then
    remember true "this feed cannot restore TorchSharp-cpu"
elif ! "$probe"/bin/Debug/net10.0/probe >"$probe/log" 2>&1; then
    remember true "TorchSharp restores but its native library does not load here"
else
    remember false "TorchSharp restores and loads"
fi
