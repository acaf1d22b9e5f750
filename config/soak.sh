#!/usr/bin/env bash
# Attacks the commands train, compare, figures and posteriors of the examples program: kill -9 at random times, Ctrl-C, a
# full disk, two programs in one folder. After each attack the continued run must end with the same bits as an undisturbed one.
# Prints a line per attack and a table in Markdown.
#
#   config/soak.sh [KILLS PER COMMAND] [SEED] [COMMAND...]
#
# ATTACKS chooses some of undisturbed,kill,Ctrl-C,disk,two (default: all).
# REGULARIZERS is the launcher, by default that of the distribution. Needs unzip and GNU's env and timeout. The full disk
# is a tmpfs: it needs root and Linux, and is skipped without.
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-20}
RANDOM=${2:-1}
built=$PWD/dl4j-regularizers-examples/target
bin=${REGULARIZERS:-$(find "$built" -path '*/bin/regularizers' 2>/dev/null | sort | tail -1)}
if [ ! -x "$bin" ]; then
    echo "soak: no distribution: mvn package -Pdistribution -DskipTests -pl dl4j-regularizers-examples -am" >&2
    exit 2
fi
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
commands=("${@:3}")
[ ${#commands[@]} -gt 0 ] || commands=(train compare figures posteriors)
attacks=(undisturbed "kill -9" "Ctrl-C" "full disk" "two programs")
images=(--train-limit=120 --test-limit=40)
training=("${images[@]}" --epochs=3 --batch=20)
chosen=,${ATTACKS:-undisturbed,kill,Ctrl-C,disk,two},
failures=0
declare -A tried same spent reference milliseconds

chosen() { # ATTACK: whether it is to be run
    [[ $chosen == *,$1,* ]]
}
arguments() { # COMMAND FOLDER: into the array "given"
    case $1 in
        train) given=(train --recipe=sensible --seed=3 "${training[@]}" "--out=$2") ;;
        compare) given=(compare --recipes=baseline,sensible --seeds=3 "${training[@]}" "--out=$2") ;;
        figures) given=(figures --quick loss-surface "--out=$2") ;;
        posteriors) given=(posteriors --methods=plain,swag,fge --seeds=3 --epochs=4 "${images[@]}" "--out=$2") ;;
    esac
}
start() { # COMMAND FOLDER [OPTION...]: runs the program. Ctrl-C works, although shells turn it off in the background.
    arguments "$1" "$2"
    exec env --default-signal=INT "$bin" "${given[@]}" "${@:3}"
}
resume() { # COMMAND FOLDER
    local option=(--resume)
    [[ $1 != figures && $1 != posteriors ]] || option=()
    (start "$1" "$2" "${option[@]}")
}
bits_of() ( # FOLDER: parameters, updater state, metrics without times, numbers and pictures; and that nothing is left over
    cd "$1"
    {
        find . -name last.zip | sort | while read -r zip; do
            unzip -p "$zip" coefficients.bin updaterState.bin
        done
        find . -name epochs.csv | sort | xargs -r cut -d, -f1-11
        find . -name results.json | xargs -r grep -v '"date"\|"command"\|"secondsPerEpoch"'
        find . -name '*-3.txt' | sort | xargs -r cut -d' ' -f1-4
        find . -path './numbers/*.json' -o -path './pictures/*' | sort | xargs -r sha256sum
        find . -name '*.tmp'
    } | sha256sum | cut -d' ' -f1
)
progress_of() { # FOLDER: number of finished epochs, measurements or runs
    {
        find "$1" -name epochs.csv -exec grep -h '^[0-9]' {} +
        find "$1" -path '*/numbers/*.json' -o -name '*-3.txt'
    } 2>/dev/null | wc -l || true
}
await_progress() { # FOLDER PROCESS
    while kill -0 "$2" 2>/dev/null && [ "$(progress_of "$1")" = 0 ]; do
        sleep 0.1
    done
}
row() { # ATTACK COMMAND POINT RESULT; SINCE is the start in milliseconds
    local key="$1 $2" now
    now=$(date +%s%3N)
    printf '%-14s %-10s %-46s %s\n' "$1" "$2" "$3" "$4"
    tried[$key]=$((${tried[$key]:-0} + 1))
    spent[$key]=$((${spent[$key]:-0} + now - since))
    case $4 in
        identical) same[$key]=$((${same[$key]:-0} + 1)) ;;
        *) failures=$((failures + 1)) ;;
    esac
}
continued() { # COMMAND FOLDER: continues, and says whether the bits are the reference's
    if ! resume "$1" "$2" >"$1.log" 2>&1; then
        echo "FAILED: $(tail -1 "$1.log")"
    else
        compared "$1" "$2"
    fi
}
compared() { # COMMAND FOLDER
    if [ "$(bits_of "$2")" = "${reference[$1]}" ]; then echo identical; else echo DIFFERENT; fi
}

for command in "${commands[@]}"; do
    for run in 1 2; do
        [ $run = 1 ] || chosen undisturbed || continue
        since=$(date +%s%3N)
        (start "$command" "reference-$command-$run") >"$command.log"
        milliseconds[$command]=$(($(date +%s%3N) - since))
        reference[$command]=${reference[$command]:-$(bits_of "reference-$command-1")}
        point="${milliseconds[$command]} ms, $(progress_of "reference-$command-$run") epochs, measurements or runs"
        row undisturbed "$command" "$point" "$(compared "$command" "reference-$command-$run")"
    done
done

for command in "${commands[@]}"; do
    chosen kill || break
    for ((i = 1; i <= kills; i++)); do
        since=$(date +%s%3N)
        folder=killed-$command-$i
        after=$(awk -v r=$RANDOM -v t="${milliseconds[$command]}" 'BEGIN { printf "%.2f", r / 32768 * t / 1000 }')
        arguments "$command" "$folder"
        { timeout -s KILL "$after" "$bin" "${given[@]}" >/dev/null 2>&1; } 2>/dev/null || true
        kept=$(progress_of "$folder")
        row "kill -9" "$command" "after $after s, $kept kept" "$(continued "$command" "$folder")"
        rm -rf "$folder"
    done
done

# Ctrl-C: exit code 130, and a message with the command that continues.
for command in "${commands[@]}"; do
    chosen Ctrl-C || break
    since=$(date +%s%3N)
    folder=interrupted-$command
    (start "$command" $folder) >$folder.log 2>&1 &
    process=$!
    await_progress $folder $process
    kill -INT $process
    code=0
    wait $process || code=$?
    kept=$(progress_of $folder)
    read -ra continuation <<<"$(sed -n 's/.*To continue: //p' $folder.log)"
    if [ $code != 130 ] || [ ${#continuation[@]} = 0 ] || [ "$kept" = 0 ]; then
        row "Ctrl-C" "$command" "exit code $code, $kept kept" "FAILED: $(tail -1 $folder.log)"
        continue
    fi
    "$bin" "${continuation[@]}" >$folder-continued.log 2>&1 || true
    row "Ctrl-C" "$command" "exit code 130, $kept kept, printed command" "$(compared "$command" $folder)"
done

# A full disk, from the beginning or from the first epoch or measurement on: the program ends with exit code 2 and names
# the file. With more space it continues.
mkdir disk
for command in "${commands[@]}"; do
    chosen disk || break
    for size in 400k 64m; do
        since=$(date +%s%3N)
        if ! mount -t tmpfs -o size=$size tmpfs disk 2>/dev/null; then
            echo "full disk: skipped, cannot mount a tmpfs here"
            break 2
        fi
        mounted=$work/disk
        (start "$command" disk/run) >full.log 2>&1 &
        process=$!
        if [ $size = 64m ]; then
            await_progress disk/run $process
            cat /dev/zero >disk/filler 2>/dev/null || true
        fi
        code=0
        wait $process || code=$?
        kept=$(progress_of disk/run)
        rm -f disk/filler
        mount -o remount,size=64m disk
        if [ $code = 2 ] && grep -qi "cannot write .*no space" full.log; then
            result=$(continued "$command" disk/run)
        else
            result="FAILED: $(tail -1 full.log)"
        fi
        row "full disk" "$command" "$size, exit code $code, $kept kept" "$result"
        umount disk
        mounted=
    done
done

# Two programs in one folder: the second is refused, while the first is stopped. The first is not disturbed.
for command in "${commands[@]}"; do
    chosen two || break
    since=$(date +%s%3N)
    folder=shared-$command
    (start "$command" $folder) >first.log 2>&1 &
    first=$!
    await_progress $folder $first
    kill -STOP $first
    code=0
    resume "$command" $folder >second.log 2>&1 || code=$?
    kill -CONT $first
    wait $first || true
    if [ $code = 2 ] && grep -q "is in use by another" second.log; then
        row "two programs" "$command" "second: exit code 2" "$(compared "$command" $folder)"
    else
        row "two programs" "$command" "second: exit code $code" "NOT REFUSED: $(tail -1 second.log)"
    fi
done

printf '\n| Attack | Command | Number | Identical | Time |\n|---|---|---|---|---|\n'
for attack in "${attacks[@]}"; do
    for command in "${commands[@]}"; do
        key="$attack $command"
        [ -z "${tried[$key]:-}" ] ||
            echo "| $attack | \`$command\` | ${tried[$key]} | ${same[$key]:-0} | $((spent[$key] / 1000)) s |"
    done
done
printf '\nsoak: %d failures\n' $failures
[ $failures = 0 ]
