#!/usr/bin/env bash
# Runs every test project that is built and ends with one line that sums them up. FILTER passes arguments to the runner;
# without it the long tests, of trait Category=Chaos, are left out. PROJECTS names those to run; without it all.
set -uo pipefail
cd "$(dirname "$0")/.."

# libtorch warns in every test that NNPACK, which is not used, does not know the processor.
export TORCH_CPP_LOG_LEVEL=${TORCH_CPP_LOG_LEVEL:-ERROR}

results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"

passed=0 failed=0 skipped=0 broken=0
for project in Tests/*/*.Tests.csproj; do
    name=$(basename "$project" .csproj)
    [[ " ${PROJECTS:-$name} " = *" $name "* ]] || continue
    report=$results/$name.xml
    echo "== $name"
    # shellcheck disable=SC2086 # FILTER is a list of arguments
    "artifacts/bin/$name/release/$name" -noLogo -noColor -xml "$report" ${FILTER:--trait- Category=Chaos} </dev/null
    status=$?
    if [ ! -s "$report" ]; then
        echo "$name ended with status $status and left no report" >&2
        broken=$((broken + 1))
        continue
    fi
    counts=$(grep -o '<assembly [^>]*>' "$report")
    count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counts" | awk '{ n += $1 } END { print n + 0 }'; }
    passed=$((passed + $(count passed)))
    failed=$((failed + $(count failed) + $(count errors)))
    skipped=$((skipped + $(count skipped)))
done

reasons=$(cat "$results"/*.xml | grep -oP '<reason>.*?</reason>' | sed -e 's/<reason><!\[CDATA\[//' -e 's/\]\]><\/reason>//' -e 's/<\/*reason>//g' | sort | uniq -c)
[ -z "$reasons" ] || printf 'skipped, and why:\n%s\n' "$reasons"

# Again at the end, with the beginning of what each says: the beginning of a long log is what gets lost.
failures=$(cat "$results"/*.xml | awk '
    /<test [^>]*result="Fail"/ { name = $0; sub(/.* name="/, "", name); sub(/" .*/, "", name); print "  " name; left = 12; next_is_message = 1 }
    next_is_message && /<message>/ { telling = 1; next_is_message = 0 }
    telling && left-- > 0 { line = $0; gsub(/.*<message><!\[CDATA\[|\]\]><\/message>.*/, "", line); print "    " substr(line, 1, 300) }
    /<\/message>/ { telling = 0 }')
[ -z "$failures" ] || printf 'failed:\n%s\n' "$failures"

failed=$((failed + broken))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
