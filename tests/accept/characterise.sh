#!/bin/bash
# skyloom characterise: a card that loads, is the same with one worker and two, and drives a
# network; devices that cannot have a card get one line and exit code 2.
set -u
skyloom=$PWD/build/release/skyloom
export SKYLOOM_HOME=$PWD
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0
fail() { echo "characterise: $*"; failed=1; }
cd "$work" || exit 1
quick=(--set pulses.window_s=0.5e-9 --set pulses.samples=20 --set start.equilibrate_s=0.5e-9
    --set characterise.films=2) # fewer and shorter films

"$skyloom" characterise paper "${quick[@]}" --draws 6 --processes 1 -o one.yaml -q || fail "one worker"
"$skyloom" characterise paper "${quick[@]}" --draws 6 --processes 2 -o two.yaml -q || fail "two workers"
# the films are done: the second card needs particles only; name and command differ
diff <(grep -v '^name\|^command' one.yaml) <(grep -v '^name\|^command' two.yaml) \
    || fail "the number of workers shows"
"$skyloom" card check one.yaml -q || fail "the card does not load"
grep -q '^steps:' one.yaml || fail "no steps"
grep -q '^source.* +- .*standard errors of 2 runs' one.yaml || fail "errors of what?"
grep -q '^losses_per_pulse_high: ' one.yaml && grep -q 'g_programming_S' one.yaml || fail "keys"

refused() { # WORDS THAT THE LINE SAYS, then --set values
    local says=$1 sets=() rc
    shift
    for set in "$@"; do sets+=(--set "$set"); done
    "$skyloom" characterise paper "${quick[@]}" --draws 4 -o bad.yaml "${sets[@]}" >stdout 2>stderr
    rc=$?
    [ $rc -eq 2 ] && [ "$(wc -l <stderr)" -eq 1 ] || fail "rc=$rc: $*: $(cat stderr)"
    grep -q "$says" stderr || fail "$* says: $(cat stderr)"
    [ ! -e bad.yaml ] || fail "$* left a card"
}
refused "closes the track" barrier.length_m=220e-9 barrier.orientation=across
refused "start.skyrmions = 0" start.skyrmions=0
refused "must be in \[0, 360\]" material.temperature_K=900
refused "no skyrmion of 1 layer lives long enough at 300 K" track.repeats=1
refused "both directions" pulses.up=0
refused "3 to 256 times" characterise.watch_s=20e-9
refused "must be at most 512" characterise.cycles=16 pulses.up=30 pulses.down=30
refused "read_voltage_limit_V = 0.1 V" characterise.read_voltage_V=0.2
refused "calibrating paper" track.repeats=3
refused "another stack" material.field_T=0.9
# both layers have torque: of four an edge takes the outer two
refused "annihilate all skyrmions" torque.density_A_per_m2=5e12 track.repeats=2 material.temperature_K=0
refused "can be told apart" readout.tmr=0.01

# two at once: the second waits for the films of the first
two=(characterise paper "${quick[@]}" --set solver.demag_every=2 --processes 1 -q)
"$skyloom" "${two[@]}" --seed 9 --draws 4 -o a.yaml &
"$skyloom" "${two[@]}" --seed 9 --draws 5 -o b.yaml || fail "two at once: second"
wait $! || fail "two at once: first"
[ -s a.yaml ] && [ -s b.yaml ] || fail "two at once: a card is missing"

# stopped while it makes films: no card, and the same command goes on
timeout -s INT 6 "$skyloom" "${two[@]}" --seed 5 --draws 4 -o c.yaml 2>stderr
rc=$?
[ $rc -eq 124 ] && grep -q "interrupted" stderr && [ ! -e c.yaml ] || fail "stopped: rc=$rc: $(cat stderr)"
"$skyloom" "${two[@]}" --seed 5 --draws 4 -o c.yaml || fail "going on"
"$skyloom" card check c.yaml -q || fail "after a stop the card does not load"

[ $failed -eq 0 ] && echo "characterise: ok"
exit $failed
