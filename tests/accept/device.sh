#!/bin/bash
# A small device end to end: an experiment in one and in two processes, stopped by SIGINT and taken
# up again, gives the same bytes; bad input is one line and exit code 2.
set -u
skyloom=${SKYLOOM:-$PWD/build/release/skyloom}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

fail() {
    echo "FAIL $*"
    failed=1
}

cat >"$work/small.yaml" <<'YAML'
name: small
track:
  length_m: 240e-9
  width_m: 100e-9
  repeats: 2
barrier:
  length_m: 30e-9
  breadth_m: 30e-9
  corner_m: 10e-9
  centre_m: 140e-9
start:
  skyrmions: 2
  equilibrate_s: 0.2e-9
pulses:
  width_s: 0.3e-9
  gap_s: 0.4e-9
  window_s: 0.2e-9
  samples: 10
  up: 2
  down: 1
readout:
  from_m: 140e-9
  to_m: 240e-9
scan:
  thickness_m: 12e-9 6e-9
  skyrmions: 2
  map_pulses: 2
YAML

experiment() { # NAME FOLDER more...
    nice "$skyloom" device "$work/small.yaml" --experiment "$1" -o "$work/$2" --quiet "${@:3}"
}

experiment map one --processes 1 || fail "map in one process"
experiment map two --processes 2 || fail "map in two processes"
experiment fig3 hot --seeds 2 --processes 2 --set material.temperature_K=300 || fail "fig3"

# stopped after half a second, again and again
for _ in $(seq 40); do
    timeout -s INT 0.6 nice "$skyloom" device "$work/small.yaml" --experiment map \
        -o "$work/stopped" --quiet --processes 2 2>"$work/stderr" && break
    [ $? -eq 124 ] || [ -s "$work/stderr" ] || fail "no word of the interruption"
done
experiment map stopped --processes 2 || fail "map taken up again"
[ -z "$(find "$work/stopped" -name '*.state' -o -name '*.frames')" ] || fail "states left over"

for other in two stopped; do
    cmp "$work/one/map.tsv" "$work/$other/map.tsv" || fail "$other: map.tsv differs"
    diff -r "$work/one/runs" "$work/$other/runs" >/dev/null || fail "$other: runs differ"
done
# a second process at the same run, and a parent that is killed
experiment map both --processes 1 &
sleep 0.5
experiment map both --processes 1 2>"$work/stderr" || grep -q "another process" "$work/stderr" \
    || fail "two at once: $(cat "$work/stderr")"
wait $!
diff -r "$work/one/runs" "$work/both/runs" >/dev/null || fail "two at once: runs differ"
"$skyloom" device "$work/small.yaml" --experiment map -o "$work/orphan" -q --processes 2 &
parent=$!
sleep 0.7
kill -9 $parent
wait $parent 2>/dev/null
sleep 2
experiment map orphan --processes 2 || fail "after the parent was killed"
diff -r "$work/one/runs" "$work/orphan/runs" >/dev/null || fail "orphan: runs differ"

head -2 "$work/one/map.tsv" | tail -1 | grep -q '^thickness_m' || fail "head of map.tsv"
[ "$(grep -vc '^#' "$work/one/map.tsv")" -eq 5 ] || fail "map.tsv must have four points"
[ "$(grep -c '^n2-300K' "$work/hot/fig3.tsv")" -eq 4 ] || fail "fig3.tsv must have a row per pulse"

refused() { # WORDS THAT THE LINE SAYS, then --set values
    local says=$1 sets=() rc
    shift
    rm -rf "$work/bad"
    for set in "$@"; do sets+=(--set "$set"); done
    "$skyloom" device "$work/small.yaml" --experiment map -o "$work/bad" "${sets[@]}" \
        >"$work/stdout" 2>"$work/stderr"
    rc=$?
    [ $rc -eq 2 ] && [ "$(wc -l <"$work/stderr")" -eq 1 ] || fail "rc=$rc: $*"
    grep -q "$says" "$work/stderr" || fail "$* says: $(cat "$work/stderr")"
    # films without skyrmions that were done before are whole
    [ -z "$(find "$work/bad" -type f ! -name 'empty-*' 2>/dev/null)" ] || fail "$* left files"
}
refused "closes the track" barrier.length_m=100e-9
refused "skyrmions = 0" start.skyrmions=0
refused "must be 4e-08 m" scan.skyrmions=9
refused "track.length_m" track.length_m=241e-9
refused "no skyrmion lives" material.field_T=0.9 scan.thickness_m=6e-9
refused "unknown key" torque.strength=3
refused "must be a whole number" scan.skyrmions=2.5
refused "given twice" "scan.thickness_m=6e-9 6e-9"
refused "must be a cell" readout.from_m=239e-9
sed -i 's/up: 2/up: 100/; s/down: 1/down: 100/' "$work/small.yaml"
"$skyloom" device "$work/small.yaml" --experiment curve -o "$work/bad" 2>&1 \
    | grep -q "200 pulses in all" || fail "more pulses than a table has rows"
sed -i 's/up: 100/up: 1/; s/down: 100/down: 0/' "$work/small.yaml"
experiment curve hot900 --seeds 1 --set material.temperature_K=900 2>"$work/stderr"
[ $? -eq 2 ] && grep -q "no skyrmions" "$work/stderr" || fail "900 K: $(cat "$work/stderr")"

# cells of 4 nm and a wall of 4 nm in the barrier: told once, and noted
experiment curve wide --seeds 1 --set barrier.anisotropy_J_per_m3=1.2e6 2>"$work/stderr" \
    || fail "wide: $(cat "$work/stderr")"
[ "$(grep -c 'warning: .* wall widths .*: walls stick to the mesh' "$work/stderr")" -eq 1 ] \
    && grep -A1 '"warnings"' "$work/wide/curve.json" | grep -q 'walls stick to the mesh' \
    || fail "wide: told $(cat "$work/stderr")"

not_calibrated() { # WORDS THAT THE LINE SAYS, then --set value
    "$skyloom" calibrate "$work/small.yaml" -o "$work/particles.yaml" --set "$2" 2>"$work/stderr"
    [ $? -eq 2 ] && grep -q "$1" "$work/stderr" || fail "$2 says: $(cat "$work/stderr")"
}
not_calibrated "must not be 0" torque.efficiency=0
not_calibrated "start.radius_m" start.radius_m=1e-6

[ $failed -eq 0 ] && echo "device: ok"
exit $failed
