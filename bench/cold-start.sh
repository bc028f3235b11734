#!/usr/bin/env bash
# cold-start.sh COMMIT [ROUNDS]: how long short commands take from the shell, launcher included, in this tree and at COMMIT: A B A B ..., after one round
# that is not counted. Prints medians of the wall time and of the processor time, and the median over the rounds of before/now: above 1, this tree is faster.
set -euo pipefail

[ $# -ge 1 ] || { echo "usage: bench/cold-start.sh COMMIT [ROUNDS]" >&2; exit 2; }
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
commit="$1" rounds="${2:-20}"
work="$(mktemp -d)"
trap 'git -C "$root" worktree remove --force "$work/before" >/dev/null 2>&1; rm -rf "$work"' EXIT
git -C "$root" worktree add --quiet --detach "$work/before" "$commit"
model="$root/data/ascend310/networks/ResNet-50.onnx"
for tree in "$root" "$work/before"; do "$tree/isynet" --version >/dev/null; done

measure() { # measure FILE COMMAND ...: appends wall and processor seconds
  local file="$1" TIMEFORMAT='%R %U %S'
  shift
  { time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ print $1, $2 + $3 }' >>"$file"
}
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

printf '%-24s %12s %12s %10s %12s %12s %10s\n' command 'wall now' 'wall before' before/now 'cpu now' 'cpu before' before/now
for arguments in --version "profile $model"; do
  : >"$work/now" >"$work/then"
  for round in $(seq 0 "$rounds"); do
    [ "$round" -ne 1 ] || : >"$work/now" >"$work/then"
    # shellcheck disable=SC2086 # the words of a command line
    measure "$work/now" "$root/isynet" $arguments
    # shellcheck disable=SC2086
    measure "$work/then" "$work/before/isynet" $arguments
  done
  row() { paste -d' ' "$work/now" "$work/then" | awk -v a="$1" -v b="$2" '{ print $b / $a }' | median; }
  printf '%-24s %10.3f s %10.3f s %10.2f %10.3f s %10.3f s %10.2f\n' "${arguments%% *}" \
    "$(cut -d' ' -f1 "$work/now" | median)" "$(cut -d' ' -f1 "$work/then" | median)" "$(row 1 3)" \
    "$(cut -d' ' -f2 "$work/now" | median)" "$(cut -d' ' -f2 "$work/then" | median)" "$(row 2 4)"
done
