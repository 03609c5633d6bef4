#!/bin/bash
# Bad input through the binary: one line on stderr, exit code 2, nothing half-written.
set -u
skyloom=$PWD/build/release/skyloom
work=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
failed=0 n=0

# refused WORDS... : the command must exit 2 with one line, and leave neither
# $work/out nor $work/programs, empty ones included
refused() {
    n=$((n + 1))
    rm -rf "$work/out"
    "$@" >"$work/stdout" 2>"$work/stderr" </dev/null
    local rc=$? lines
    lines=$(wc -l <"$work/stderr")
    if [ $rc -ne 2 ] || [ "$lines" -ne 1 ]; then
        echo "FAIL rc=$rc lines=$lines: $*"
        cat "$work/stderr"
        failed=$((failed + 1))
    fi
    if [ -n "$(find "$work/out" "$work/programs" 2>/dev/null)" ]; then
        echo "FAIL left behind: $*"
        find "$work/out" "$work/programs"
        failed=$((failed + 1))
    fi
}

run() { refused "$skyloom" run "$@" --programs "$work/programs" -o "$work/out"; }

base() {
    printf 'name: tiny\ndata:\n  set: mnist\n  path: %s\nnetwork:\n  layers: 784-16-10\n' "$work/idx"
}
design() { { base; printf '%b' "$1"; } >"$work/design.yaml"; }

# designs
run "$work/missing.yaml"
design 'colour: blue\n'; run "$work/design.yaml"
design 'tile:\n  columns: many\n'; run "$work/design.yaml"
# a file of another kind, which the line says
looks() { # KIND COMMAND...
    local kind=$1
    shift
    refused "$@"
    grep -q "unknown key .*: this looks like $kind\$" "$work/stderr" \
        || { echo "FAIL another kind: $(cat "$work/stderr")"; failed=$((failed + 1)); }
}
looks 'a micromagnetic case' "$skyloom" run cases/mumag5.yaml -o "$work/out"
looks 'a design' "$skyloom" llg designs/demo.yaml -o "$work/out"
looks 'a device' "$skyloom" llg devices/small.yaml -o "$work/out"
looks 'a device card' "$skyloom" device cards/ideal.yaml --experiment curve -o "$work/out"
looks 'a cost card' "$skyloom" card check cards/cmos45.yaml
design 'tile:\n  columns: -1\n'; run "$work/design.yaml"
design 'tile:\n  columns: 129\n'; run "$work/design.yaml"
design 'train:\n  rate: .nan\n'; run "$work/design.yaml"
design 'train:\n  rate: nan\n'; run "$work/design.yaml"
design 'neuron:\n  timesteps: 0\n'; run "$work/design.yaml"
design 'tile: [1, 2\n'; run "$work/design.yaml"
printf '\xff\xfe\x00' >"$work/design.yaml"; run "$work/design.yaml"
: >"$work/design.yaml"; run "$work/design.yaml"

# YAML that means something else than it seems to
design 'name: twice\n'; run "$work/design.yaml"
design 'tile: {columns: 8, columns: 16}\n'; run "$work/design.yaml"
design 'tile: {columns: &c 8, word_lines: *c}\n'; run "$work/design.yaml"
design 'tile: {columns: !!int 8}\n'; run "$work/design.yaml"
design 'tile: {columns: 0x10}\n'; run "$work/design.yaml"
design 'tile: {columns: }\n'; run "$work/design.yaml"
design 'tile:\n'; run "$work/design.yaml"
design '---\nname: another\n'; run "$work/design.yaml"
design 'doc: "a\\0b"\n'; run "$work/design.yaml"
design ''
for set in tile=8 tile.columns= =8 tile.columns=8.0 tile.columns=1_6 'tile.columns= 8' \
    network.layers=0784-16-10 network.layers=784-16-9 network.layers=784-16-65 name=../x name= \
    neuron.leak_shift=99999999999999999999 cost.frequency_Hz=1e999; do
    run "$work/design.yaml" --set "$set"
done

# images
design ''
run "$work/design.yaml"
mkdir -p "$work/idx"
idx() { # PART: two black images
    { printf '\0\0\x08\x03\0\0\0\x02\0\0\0\x1c\0\0\0\x1c'; head -c 1568 /dev/zero; } \
        >"$work/idx/$1-images-idx3-ubyte"
    printf '\0\0\x08\x01\0\0\0\x02\6\x08' >"$work/idx/$1-labels-idx1-ubyte"
}
idx t10k
cp /dev/null "$work/idx/train-images-idx3-ubyte"; run "$work/design.yaml"
printf '\0\0\x08\x03\0\0\0\x0a\0\0\0\x1c\0\0\0\x1cabc' >"$work/idx/train-images-idx3-ubyte"
run "$work/design.yaml"
printf '\0\0\x0c\x03\0\0\0\x01\0\0\0\x01\0\0\0\x01a' >"$work/idx/train-images-idx3-ubyte"
run "$work/design.yaml"
printf '\0\0\x08\x03\xff\xff\xff\xff\0\0\0\x1c\0\0\0\x1cabc' >"$work/idx/train-images-idx3-ubyte"
run "$work/design.yaml"
printf '\x1f\x8b\x08\0garbage' >"$work/idx/train-images-idx3-ubyte.gz"
rm "$work/idx/train-images-idx3-ubyte"; run "$work/design.yaml"
rm "$work/idx/train-images-idx3-ubyte.gz"; idx train; run "$work/design.yaml" # nothing to hold out
# what only the end of a run reads is refused before it trains
design 'train:\n  validation_images: 1\n  plain_epochs: 1\nconvert:\n  images: 1\n'
run "$work/design.yaml" --images 3
run "$work/design.yaml" --set cost.cost_card=no-such-card
sweep() { refused "$skyloom" sweep "$@" --programs "$work/programs" -o "$work/out"; }
sweep "$work/design.yaml" --set-range cost.cost_card=cmos45,no-such-card
sweep "$work/design.yaml" --set-range device.card=ideal,no-such-card
sweep "$work/design.yaml" --set-range cost.frequency_Hz=1e15:1e15:1e-5
sweep "$work/design.yaml" --set-range neuron.timesteps=1:5:inf
sweep "$work/design.yaml" --set-range neuron.timesteps=1,,5
sweep "$work/design.yaml" --set-range neuron.timesteps=1,2 --set-range neuron.timesteps=3,4
sweep "$work/design.yaml" --set-range neuron.timesteps=1,2 --set neuron.timesteps=3
run "$work/design.yaml" # black images: no neuron is active
truncate -s -1 "$work/idx/t10k-labels-idx1-ubyte"; run "$work/design.yaml"

# cards
card() {
    sed "$1" cards/skyrmion-mml4-7.yaml >"$work/card.yaml"
    refused "$skyloom" card check "$work/card.yaml"
    run "$work/design.yaml" --set device.card="$work/card.yaml"
}
card 's/^name:.*/nam: x/'
card '/^ *-.*g_mean_S/,$d'
card 's/read_voltage_V:.*/read_voltage_V: 1e9/'
awk '/g_mean_S:/ && !done { sub(/g_mean_S: *[0-9.eE+-]+/, "g_mean_S: 1.0e-3"); done = 1 } 1' \
    cards/skyrmion-mml4-7.yaml >"$work/card.yaml" # the background above the skyrmions: unsorted
refused "$skyloom" card check "$work/card.yaml"
refused "$skyloom" card check no-such-card
run "$work/design.yaml" --set device.states=99

# programs and results
printf 'SKYLOOM1\n{}\n' >"$work/bad.prog"
run "$work/design.yaml" --program "$work/bad.prog"
run "$work/design.yaml" --program "$work/none.prog"
for program in programs/mnist-small-*.prog; do # a program for another network
    [ -e "$program" ] && run designs/demo.yaml --set network.layers=784-128-10 --program "$program"
done
mkdir -p "$work/results"
refused "$skyloom" report "$work/results"
echo '{"accuracy": 1' >"$work/results/result.json"
refused "$skyloom" report "$work/results"

# micromagnetic cases
llg() { refused "$skyloom" llg "$@" -o "$work/out"; }
cat >"$work/good.yaml" <<'END'
name: film
mesh: {n_x: 8, n_y: 4, n_z: 1, cell_x_m: 2e-9, cell_y_m: 2e-9, cell_z_m: 1e-9}
material: {saturation_A_per_m: 956e3, exchange_J_per_m: 10e-12, damping: 0.1}
start: {kind: uniform, direction: [0, 0.3, 1]}
llg: {stepper: heun, time_step_s: 1e-13}
stage:
  - {kind: run, duration_s: 1e-11}
END
film() { sed "$1" "$work/good.yaml" >"$work/case.yaml" && llg "$work/case.yaml"; }
llg "$work/missing.yaml"
llg no-such-case
film 's/^name:.*/colour: blue/'
film 's/956e3/0/' # zero Ms everywhere
film 's/956e3/.nan/'
film 's/956e3/nan/'
film 's/956e3/many/'
film 's/n_x: 8/n_x: 0/'
film 's/n_x: 8/n_x: 100000/'
film 's/cell_x_m: 2e-9/cell_x_m: -2e-9/'
film 's/\[0, 0.3, 1\]/[0, 0, 0]/'
film 's/\[0, 0.3, 1\]/[0, 1e-300, 0]/'
film 's/\[0, 0.3, 1\]/[0, 0.3]/'
film 's/\[0, 0.3, 1\]/[0, 0.3, .inf]/'
film 's/heun/euler/'
film 's/duration_s: 1e-11/duration_s: -1/'
film '/^stage/,$d'
film 's/kind: uniform, direction.*/kind: file, file: missing.ovf}/'
printf '# OOMMF OVF 2.0\n# Begin: Segment\n' >"$work/half.ovf"
film 's/kind: uniform, direction.*/kind: file, file: half.ovf}/'
if "$skyloom" llg "$work/good.yaml" -o "$work/good" --quiet; then
    sed 's/n_x: 8/n_x: 9/; s/kind: uniform, direction.*/kind: file, file: good\/m_final.ovf}/' \
        "$work/good.yaml" >"$work/case.yaml"
    llg "$work/case.yaml" # a state of another mesh
    head -c 500 "$work/good/m_final.ovf" >"$work/half.ovf"
    film 's/kind: uniform, direction.*/kind: file, file: half.ovf}/'
else
    echo "FAIL good case: exit code $?"
    failed=$((failed + 1))
fi
llg "$work/good.yaml" --set llg.time_step_s=0
llg "$work/good.yaml" --set llg.time_step_s=0.5e-12 # exchange too fast
llg "$work/good.yaml" --set llg.tolerance
llg "$work/good.yaml" --set field.field_T=1
llg "$work/good.yaml" --resume --force
llg "$work/good.yaml" --set stage=5
llg "$work/good.yaml" --set 'stage[0].duration_s=1e-12'
llg "$work/good.yaml" --set 'start.direction=[0, 0, 1'
llg "$work/good.yaml" --set start.direction=[0,0,1,0]
llg "$work/good.yaml" --set output.ovf=yes
llg "$work/good.yaml" --set thermal.seed=9300000000000000000
film 's/^name:.*/region: []\nregion: []/'
film 's/^name:.*/region:\n  -/'
film 's/^name:.*/region:\n  - [1, 2]/'
film 's/^name:.*/region:\n  - {name: a}\n  - {name: a}/'
{ cat "$work/good.yaml"; echo region:; for i in $(seq 300); do echo "  - {name: r$i}"; done; } \
    >"$work/case.yaml" && llg "$work/case.yaml"
{ cat "$work/good.yaml"; for i in $(seq 2000); do echo '  - {kind: relax}'; done; } \
    >"$work/case.yaml" && llg "$work/case.yaml"
# loops
stage() { film "s/- {kind: run.*/- {$1}/"; }
stage 'kind: relax, field_steps: 3'
stage 'kind: relax, there_and_back: true'
stage 'kind: relax, field_to_T: [0, 0, 1]'
stage 'kind: relax, field_to_T: [0, 0, .nan], field_steps: 3'
stage 'kind: relax, field_to_T: [0, 0, 1], field_steps: 100001'
stage 'kind: run, duration_s: 1, field_to_T: [0, 0, 1], field_steps: 100000'
refused "$skyloom" llg "$work/good.yaml" -o /dev/null/out
llg "$work/good.yaml" --set llg.time_step_s=1e-17 # rounding keeps m where it is
llg "$work/good.yaml" --set current.waveform=pulses --set current.count=0
llg "$work/good.yaml" --set current.alternate=true # of a constant current
# what covers a film without a magnetic cell is named
printf 'region:\n  - {name: hole, saturation_A_per_m: 0}\n' | cat "$work/good.yaml" - \
    >"$work/case.yaml"
llg "$work/case.yaml"
grep -q 'case.yaml: .* region hole, with saturation_A_per_m = 0 A/m, covers 32' "$work/stderr" \
    || { echo "FAIL hole: $(cat "$work/stderr")"; failed=$((failed + 1)); }
# one run at a time in a folder; the first goes on unharmed
sed 's/duration_s: 1e-11/duration_s: 1e-6/' "$work/good.yaml" >"$work/case.yaml"
"$skyloom" llg "$work/case.yaml" --set output.ovf_every_s=1e-9 -o "$work/busy" --quiet \
    2>"$work/first" &
first=$!
for _ in $(seq 100); do [ -e "$work/busy/table.txt" ] && break; sleep 0.1; done
refused "$skyloom" llg "$work/case.yaml" -o "$work/busy"
refused "$skyloom" llg "$work/case.yaml" -o "$work/busy" --force
grep -q 'another run is writing there' "$work/stderr" \
    || { echo "FAIL busy: $(cat "$work/stderr")"; failed=$((failed + 1)); }
kill -TERM $first
wait $first
[ $? -eq 130 ] && [ -e "$work/busy/checkpoint.state" ] \
    || { echo "FAIL first of two runs: $(cat "$work/first")"; failed=$((failed + 1)); }
# a step that is too long is found under way: one line with step, time and advice, exit code 2
sed 's/kind: uniform, direction.*/kind: random}/' "$work/good.yaml" >"$work/case.yaml"
"$skyloom" llg "$work/case.yaml" --set llg.time_step_s=1e-10 --set output.table_every_s=0 \
    --set material.exchange_J_per_m=0 --set material.anisotropy_J_per_m3=1e7 \
    -o "$work/long" >/dev/null 2>"$work/stderr" </dev/null
[ $? -eq 2 ] && grep -q 'in step [0-9]* at .* s, .* is too long, try a quarter' "$work/stderr" \
    && [ "$(wc -l <"$work/stderr")" -eq 1 ] \
    || { echo "FAIL long step: $(cat "$work/stderr")"; failed=$((failed + 1)); }
n=$((n + 1))

# places that cannot be written
refused "$skyloom" run designs/demo.yaml -o /dev/null/out
refused "$skyloom" run designs/demo.yaml -o /proc/out
refused "$skyloom" run designs/demo.yaml --engine rtl --trace /proc/core.fst
mkdir "$work/locked" && chmod a-w "$work/locked"
[ "$(id -u)" = 0 ] || refused "$skyloom" run designs/demo.yaml -o "$work/locked/out"
if mkdir "$work/full" && mount -t tmpfs -o size=64k tmpfs "$work/full" 2>/dev/null; then
    refused "$skyloom" run designs/demo.yaml -o "$work/full/out"
    refused "$skyloom" run designs/demo.yaml --engine rtl --trace "$work/full/core.fst"
    umount "$work/full"
fi
(
    ulimit -f 16 # disk full: no file beyond 16 KiB
    "$skyloom" run designs/demo.yaml -o "$work/out" >/dev/null 2>"$work/stderr" </dev/null
    [ $? -eq 2 ]
) || { echo "FAIL disk full: $(cat "$work/stderr")"; failed=$((failed + 1)); }

# a refused call leaves no folder, however deep
nested() {
    refused "$@" -o "$work/out/a/b"
    [ ! -e "$work/out" ] || { echo "FAIL left folders: $*"; failed=$((failed + 1)); }
}
nested "$skyloom" run designs/demo.yaml --set device.card=no-such-card --programs "$work/out/p/q"
nested "$skyloom" run "$work/design.yaml" --first-image 99999 --programs "$work/out/p/q"
nested "$skyloom" sweep designs/demo.yaml --set-range device.card=no-such --programs "$work/out/p/q"
nested "$skyloom" llg "$work/good.yaml" --set llg.time_step_s=0.5e-12
nested "$skyloom" device small --experiment curve --set solver.still_time_step_s=1e-11
nested "$skyloom" device small --experiment curve --set start.skyrmions=128
nested "$skyloom" device small --experiment map --set 'scan.skyrmions=1 999'
nested "$skyloom" device small --experiment curve --conclude
nested "$skyloom" calibrate gate paper-n1-particles --experiment curve
nested "$skyloom" characterise gate --set pulses.up=0

# words
refused "$skyloom" run designs/demo.yaml --trace-core 0:0
refused "$skyloom" run designs/demo.yaml --trace-window 0:9
refused "$skyloom" run designs/demo.yaml --rtl-images 5
refused "$skyloom" frobnicate
refused "$skyloom" run
refused "$skyloom" run designs/demo.yaml --images -1
refused "$skyloom" calibrate gate --experiment curve
refused "$skyloom" run designs/demo.yaml --set tile.columns
refused "$skyloom" sweep designs/demo.yaml --set-range neuron.timesteps=5:1:1 -o "$work/out"

echo "bad_input: $n commands, $failed failed"
[ $failed -eq 0 ]
