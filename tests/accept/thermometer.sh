#!/bin/bash
# The temperature that films have, read off their moments.
VARIANT=${VARIANT:-release}
. tests/accept/case.bash

mean_temperature() { # FOLDER FROM_S
    awk -F'\t' -v from="$2" '
        NR == 1 { for (c = 1; c <= NF; c++) at = $c ~ /^temperature/ ? c : at }
        NR > 1 && $1 > from { sum += $at; n++ }
        END { print sum / n }
    ' "$scratch/$1/table.txt"
}

run_case warm thermometer
row "thermometer: film at 177 K (K)" "$(mean_temperature warm 0.1e-9)" 177 5
run_case film film-400x110
row "thermometer: film of 400 x 110 cells at 300 K (K)" "$(mean_temperature film 0.1e-9)" 300 5
exit $failed
