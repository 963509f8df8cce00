#!/usr/bin/env bash
# Has spin search every run of docs/protocol/lease.pml and ledger.pml, within these bounds; then breaks them on purpose, once for
# each thing they rely on, and expects an error. Minutes, and half a gigabyte.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=artifacts/model
models=$PWD/docs/protocol
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"

# search DEFINES COMPILER-OPTIONS ARGUMENTS: prints the report
search() {
    # shellcheck disable=SC2086 # lists
    spin $1 -a "$model" >/dev/null
    # shellcheck disable=SC2086
    cc -O1 -w -DMEMLIM=2000 -DCOLLAPSE $2 -o pan pan.c
    # shellcheck disable=SC2086
    ./pan -m100000 $3
}

# An exhausted search without error, or else what went wrong.
holds() {
    search "$2" "$3" "$4" >report
    if ! grep -q 'errors: 0' report || grep -Eq 'Search not completed|max search depth too small|hash-table too small|reached -DMEMLIM' report; then
        cat report >&2
        echo "the protocol's model is not sound: $1 ($2)" >&2
        echo "the run that shows it: cd $folder && spin -t -p $2 $model" >&2
        exit 1
    fi
    echo "holds: $1 ($2): $(sed -n 's/^ *\([0-9]*\) states, stored.*/\1/p' report) states"
}

# breaks MISTAKE DEFINES ASSERTION: the search ends at this one.
breaks() {
    search "-D$1 -DFAULTS=2 -DWORKERS=2 $2" "$safety" "" >report
    if ! grep -F 'assertion violated' report | grep -Fq "$3"; then
        cat report >&2
        echo "the model does not notice $1" >&2
        exit 1
    fi
    echo "noticed: $1"
}

safety="-DSAFETY -DNOCLAIM"
model=$models/lease.pml
holds "assertions, and no run ends undone" "-DWORKERS=3 -DFAULTS=3" "$safety" ""
holds "assertions, and no run ends undone" "-DWORKERS=2 -DFAULTS=2 -DSTAGES=2" "$safety" ""
holds "assertions, and no run ends undone" "-DWORKERS=2 -DFAULTS=2 -DPOWER_LOSS" "$safety" ""
holds "in the end the stage is completed" "-DWORKERS=2 -DFAULTS=3" "-DNFAIR=4" "-a -f -N completes"
holds "in the end the child is completed" "-DWORKERS=2 -DFAULTS=2 -DSTAGES=2" "-DNFAIR=4" "-a -f -N completes"
holds "a completed stage stays completed" "-DWORKERS=2 -DFAULTS=3" "" "-a -N stays"

undone="state[(1-1)]==1"
without_cause="attempt[s]<="
breaks NO_ATTEMPT_FENCE "" "$without_cause"
breaks NO_STATE_FENCE "" "completions[s]<="
breaks SEND_BEFORE_STORING "" "given["
breaks NO_LAPSE "" "$undone"
breaks NO_RESTORE "" "$undone"
breaks NO_WAITING -DSTAGES=2 "$without_cause"
for mistake in LAST_CHECKPOINT_WINS OWN_RESULT REPORT_BEFORE_SAVING; do
    breaks "$mistake" "" "result[s]==final[s]"
done

model=$models/ledger.pml
holds "what was said stays known, and one coordinator is in place at the end" "-DFAULTS=3" "$safety" ""
breaks SAY_BEFORE_STORED "" "said[b]"
breaks EVERY_DUPLICATE_IS_MINE "" "said[b]"
breaks GO_ON_BEHIND_ANOTHER "" "said[b]"
breaks LOAD_BEFORE_TAKING_OVER "" "said[b]"
breaks DOUBT_TAKEN_FOR_STORED "" "leading=="
breaks NO_READING_AGAIN "" "leading=="
