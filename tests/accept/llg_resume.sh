#!/bin/bash
# A micromagnetic run that is stopped by ctrl-C or killed and then resumed writes the same bytes as
# one that was left alone, at any number of threads.
set -u
skyloom=$PWD/build/release/skyloom
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

fail() {
    echo "FAIL $*"
    failed=$((failed + 1))
}

cat >"$work/film.yaml" <<'END'
name: film
mesh: {n_x: 160, n_y: 80, n_z: 2, cell_x_m: 4e-9, cell_y_m: 4e-9, cell_z_m: 1e-9, spacer_m: 2e-9}
material:
  saturation_A_per_m: 956e3
  exchange_J_per_m: 10e-12
  anisotropy_J_per_m3: 717e3
  dmi_J_per_m2: 1.7e-3
  damping: 0.1
start: {kind: uniform, direction: [0, 0, 1]}
skyrmion:
  - {x_m: 200e-9, y_m: 150e-9, radius_m: 12e-9, wall_width_m: 5e-9}
field:
  - {field_T: [0, 0, 0.08]}
thermal: {temperature_K: 300, seed: 3}
llg: {stepper: heun, time_step_s: 0.25e-12}
stage:
  - {kind: run, duration_s: 150e-12}
output:
  table_every_s: 1e-12
  ovf: true
  ovf_every_s: 50e-12
  pictures: true
  picture_every_s: 50e-12
  energies: true
  checkpoint_every_wall_s: 0.1
END

# run DIR WORDS... ; stop SIGNAL SECONDS DIR WORDS...
run() { "$skyloom" llg "$work/film.yaml" -o "$work/$1" --quiet "${@:2}" 2>"$work/stderr"; }
stop() {
    "$skyloom" llg "$work/film.yaml" -o "$work/$3" --quiet "${@:4}" 2>"$work/stderr" </dev/null &
    local child=$!
    sleep "$2"
    kill "-$1" "$child"
    wait "$child" 2>/dev/null
}
same() {
    diff -r -x result.json "$work/left-alone" "$work/$1" >"$work/diff" || fail "$1: $(cat "$work/diff")"
}

run left-alone --threads 1 || fail "run: $(cat "$work/stderr")"
[ -e "$work/left-alone/checkpoint.state" ] && fail "a finished run keeps its checkpoint"

stop INT 0.5 stopped --threads 2
[ $? -eq 130 ] || fail "ctrl-C: exit code is not 130: $(cat "$work/stderr")"
[ "$(wc -l <"$work/stderr")" -eq 1 ] || fail "ctrl-C: $(cat "$work/stderr")"
[ -s "$work/stopped/checkpoint.state" ] || fail "ctrl-C leaves no checkpoint"
run stopped
[ $? -eq 2 ] || fail "a stopped run is started anew without --force"
stop TERM 0.4 stopped --resume --threads 1
[ $? -eq 130 ] || fail "second stop: exit code is not 130: $(cat "$work/stderr")"
run stopped --resume --threads 2 || fail "resume: $(cat "$work/stderr")"
same stopped

stop KILL 0.7 killed --threads 1
[ -s "$work/killed/checkpoint.state" ] || fail "no checkpoint before the kill"
printf 'garbage that the kill left behind' >>"$work/killed/table.txt"
run killed --resume --threads 1 || fail "resume after a kill: $(cat "$work/stderr")"
rm -f "$work"/killed/*.tmp.*
same killed

stop INT 0.5 broken
cp "$work/broken/checkpoint.state" "$work/whole"
head -c 1000 "$work/whole" >"$work/broken/checkpoint.state"
run broken --resume
[ $? -eq 2 ] || fail "a truncated checkpoint is taken"
cp "$work/whole" "$work/broken/checkpoint.state"
run broken --resume --set thermal.seed=4
[ $? -eq 2 ] || fail "a checkpoint of another case is taken"
run broken --force || fail "--force: $(cat "$work/stderr")"
same broken

[ $failed -eq 0 ] && echo "stopped, killed and broken runs: the same bytes"
[ $failed -eq 0 ]
