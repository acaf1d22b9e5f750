#!/usr/bin/env bash
# Attacks the program of the examples: kill -9 at random points of train and compare, Ctrl-C, a full disk, two programs
# in one folder. After each attack the resumed run must end with the same bits as an undisturbed one. Prints a table.
#
#   config/soak.sh [KILLS PER COMMAND] [SEED]
#
# Needs the distribution (mvn package -Pdistribution -DskipTests) and unzip; the full disk needs root and Linux.
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-10}
RANDOM=${2:-1}
bin=$(ls -d dl4j-regularizers-examples/target/regularizers-*/regularizers/bin/regularizers 2>/dev/null | tail -1) || true
[ -n "$bin" ] || { echo "soak: no distribution: mvn package -Pdistribution -DskipTests" >&2; exit 2; }
bin=$PWD/$bin
work=$(mktemp -d)
mounted=
finish() {
    if [ -n "$mounted" ]; then
        umount "$mounted"
    fi
    rm -rf "$work"
}
trap finish EXIT
cd "$work"
# One thread: the same bits whatever the load.
export OMP_NUM_THREADS=1
options=(--train-limit=200 --test-limit=50 --epochs=4 --batch=20)
failures=0

hash_of() { # FOLDER: parameters and updater state of all runs in it
    find "$1" -name last.zip | sort | while read -r zip; do
        unzip -p "$zip" coefficients.bin updaterState.bin
    done | sha256sum | cut -d' ' -f1
}
row() { # ATTACK POINT RESULT
    printf '%-28s %-34s %s\n' "$1" "$2" "$3"
    case $3 in
        identical* | refused*) ;;
        *) failures=$((failures + 1)) ;;
    esac
}
compared() { # FOLDER REFERENCE
    [ "$(hash_of "$1")" = "$2" ] && echo identical || echo DIFFERENT
}
command_of() { # COMMAND FOLDER: the arguments
    case $1 in
        train) echo train --recipe=sensible --seed=3 "${options[@]}" --out="$2" ;;
        compare) echo compare --recipes=baseline,sensible --seeds=3 "${options[@]}" --out="$2" ;;
    esac
}

row_head() { printf '%-28s %-34s %s\n%s\n' attack point result "$(printf -- '-%.0s' {1..80})"; }
row_head
declare -A reference seconds
for command in train compare; do
    start=$(date +%s%N)
    # shellcheck disable=SC2046
    "$bin" $(command_of $command reference-$command) >"$command.log"
    seconds[$command]=$(( ($(date +%s%N) - start) / 1000000 ))
    reference[$command]=$(hash_of reference-$command)
done

for command in train compare; do
    for ((i = 1; i <= kills; i++)); do
        folder=$command-$i
        after=$(awk -v r=$RANDOM -v t="${seconds[$command]}" 'BEGIN { printf "%.2f", r / 32768 * t / 1000 }')
        # shellcheck disable=SC2046
        timeout -s KILL "$after" "$bin" $(command_of $command "$folder") >/dev/null 2>&1 || true
        epochs=$(cat "$folder"/epochs.csv "$folder"/runs/*/epochs.csv 2>/dev/null | grep -c '^[0-9]' || true)
        if "$bin" $(command_of $command "$folder") --resume >"$folder.log" 2>&1; then
            result=$(compared "$folder" "${reference[$command]}")
        else
            result="FAILED: $(tail -1 "$folder.log")"
        fi
        row "kill -9 $command" "after $after s, $epochs epochs kept" "$result"
    done
done

# Ctrl-C: the message has the command that continues.
for command in train compare; do
    folder=interrupted-$command
    # shellcheck disable=SC2046
    timeout -s INT "$(awk -v t="${seconds[$command]}" 'BEGIN { printf "%.2f", 0.7 * t / 1000 }')" \
        "$bin" $(command_of $command $folder) >$folder.log 2>&1 || true
    continuation=$(sed -n 's/.*To continue: //p' $folder.log)
    if [ -z "$continuation" ]; then
        row "Ctrl-C $command" "no command to continue" "FAILED: $(tail -1 $folder.log)"
        continue
    fi
    # shellcheck disable=SC2086
    "$bin" $continuation >$folder-resumed.log 2>&1 || true
    row "Ctrl-C $command" "resumed by the printed command" "$(compared $folder "${reference[$command]}")"
done

# A full disk: the run ends with an error and keeps its checkpoint; with more space it continues.
mkdir disk
if mount -t tmpfs -o size=1500k tmpfs disk 2>/dev/null; then
    mounted=$work/disk
    filled=0
    for size in 1500k 900k 300k; do
        mount -o remount,size=64m disk && rm -rf disk/run disk/filler && mount -o remount,size=$size disk
        # shellcheck disable=SC2046
        if "$bin" $(command_of train disk/run) >full.log 2>&1; then
            row "disk full ($size)" "never" "identical: it fitted"
            continue
        fi
        filled=1
        message=$(tail -1 full.log)
        mount -o remount,size=64m disk
        "$bin" $(command_of train disk/run) --resume >full-resumed.log 2>&1 || true
        row "disk full ($size)" "${message:0:33}" "$(compared disk/run "${reference[train]}")"
    done
    [ $filled = 1 ] || row "disk full" "the disk was never full" "NOT TESTED"
else
    echo "disk full: skipped, cannot mount a tmpfs here"
fi

# Two programs in one folder: the second is refused, the first is not disturbed.
"$bin" $(command_of train two) >two.log 2>&1 &
first=$!
for ((i = 0; i < 600; i++)); do
    [ -e two/epochs.csv ] && break
    sleep 0.1
done
code=0
"$bin" $(command_of train two) --resume >second.log 2>&1 || code=$?
wait $first
if [ $code = 2 ] && grep -q "in use by another training" second.log; then
    row "two programs" "second: exit code 2" "refused, first $(compared two "${reference[train]}")"
else
    row "two programs" "second: exit code $code" "NOT REFUSED: $(tail -1 second.log)"
fi
echo "soak: $failures failures"
[ $failures = 0 ]
