#!/bin/bash
# Bytes that a change of layout must not move: hashes of what runs print as results, without what a
# run says of itself (version, command, hashes of keys, times of the machine).
#   tests/accept/bytes.sh          compares with tests/accept/bytes.txt
#   tests/accept/bytes.sh --print  prints the list anew
# Networks are trained here with OpenBLAS' Haswell kernels, which every AVX2 machine has. The line
# of MNIST is left out where MNIST is not; fashion-small is the same design without it.
set -eu
cd "$(dirname "$0")/../.."
export OPENBLAS_CORETYPE=Haswell OPENBLAS_NUM_THREADS=1
skyloom=$PWD/${SKYLOOM:-build/release/skyloom}
list=tests/accept/bytes.txt
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

hash_of() { # NAME <TEXT
    printf '%s  %s\n' "$(sha256sum | cut -d' ' -f1)" "$1"
}

# Results up to their provenance, without the machine's times.
result_of() { # FOLDER
    sed '/"provenance"/,$d' "$1/result.json" \
        | grep -vE '"(wall_s|images_per_s|core_cycles_per_s|threads|processes)"'
}

network() { # NAME DESIGN [options]
    local name=$1 design=$2
    shift 2
    "$skyloom" run "$design" --engine both --programs "$scratch/programs" -q -o "$scratch/$name" "$@" >/dev/null
    result_of "$scratch/$name" | hash_of "$name"
}

case_of() { # NAME CASE [options]
    local name=$1 case=$2
    shift 2
    "$skyloom" llg "$case" -q --threads 1 -o "$scratch/$name" "$@" >/dev/null
    hash_of "$name table" <"$scratch/$name/table.txt"
    sed '/^# Desc/d' "$scratch/$name/m_final.ovf" | hash_of "$name state"
}

all() {
    network demo designs/demo.yaml -n 1000 --rtl-images 100
    network fashion-small designs/mnist-small.yaml -n 500 --rtl-images 50 --set data.set=fashion-mnist \
        --set train.shift_epochs=0 --set name=fashion-small
    if [ -e ../shared/data/mnist ]; then
        network mnist-small designs/mnist-small.yaml -n 500 --rtl-images 50
    fi
    case_of film film-400x110
    case_of macrospin macrospin
    case_of thermometer thermometer --set mesh.n_x=32 --set mesh.n_y=32
    case_of skyrmion skyrmion-drive --set mesh.n_z=1
    "$skyloom" device small --experiment curve -q -o "$scratch/device"
    grep -v '^#' "$scratch/device/curve.tsv" | hash_of "device small curve"
    cat "$scratch"/device/runs/curve-*.tsv | grep -v '^#' | hash_of "device small run"
    "$skyloom" calibrate gate paper-n4-particles --experiment curve --seeds 2 -o "$scratch/gate" >/dev/null
    grep -v '^#' "$scratch/gate/particles-curve-pulses.tsv" | hash_of "particles gate"
}

if [ "${1:-}" = --print ]; then
    all
    exit
fi
all >"$scratch/now"
diff <(grep -F "$(cut -d' ' -f3- "$scratch/now" | sed 's/^/  /')" "$list") "$scratch/now"
echo "bytes: as stored"
