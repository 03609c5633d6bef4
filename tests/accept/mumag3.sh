#!/bin/bash
# muMAG standard problem 3: the edge of the cube where flower and vortex have the same energy, and
# the energies there. Published energies (table of Martins, Ribeiro, Freitas) converge from below
# with the number of cells, these from above, so energies are compared with their finest, 70 cells.
VARIANT=${VARIANT:-release}
. tests/accept/case.bash

energy() { # N L/lex state: total energy in Km L^3, Km = 628318.53 J/m^3
    local cell
    cell=$(awk -v n="$1" -v l="$2" 'BEGIN { printf "%.9g", l * 1e-8 / n }')
    run_case "$3-$1-$2" "mumag3-$3" --set mesh.n_x="$1" --set mesh.n_y="$1" --set mesh.n_z="$1" \
        --set mesh.cell_x_m="$cell" --set mesh.cell_y_m="$cell" --set mesh.cell_z_m="$cell" \
        --set output.ovf=false --set output.pictures=false
    share "$3-$1-$2" total "$2"
}

share() { # FOLDER term L/lex: in Km L^3
    awk -v e="$(value "$1" "E_$2")" -v l="$3" 'BEGIN { print e / (628318.53 * (l * 1e-8)^3) }'
}

crossing() { # N: by a straight line between two edges
    local low=8.42 high=8.5
    awk -v a="$low" -v b="$high" -v fa="$(energy "$1" $low flower)" \
        -v va="$(energy "$1" $low vortex)" -v fb="$(energy "$1" $high flower)" \
        -v vb="$(energy "$1" $high vortex)" \
        'BEGIN { print a + (b - a) * (fa - va) / ((fa - va) - (fb - vb)) }'
}

at_20=$(crossing 20)
at_30=$(crossing 30)
row "muMAG 3, 10 cells: edge of equal energy (lex)" "$(crossing 10)" 8.4073 0.01
row "muMAG 3, 20 cells: edge of equal energy (lex)" "$at_20" 8.4528 0.005
row "muMAG 3, 30 cells: edge of equal energy (lex)" "$at_30" 8.4635 0.005
row "muMAG 3, extrapolated: edge of equal energy (lex)" \
    "$(awk -v a="$at_20" -v b="$at_30" 'BEGIN { print b + (b - a) * 4 / 5 }')" 8.4687 0.01

edge=8.4673
row "muMAG 3, 30 cells: flower, energy (Km L^3)" "$(energy 30 $edge flower)" 0.3025 5e-4
row "muMAG 3, 30 cells: vortex, energy (Km L^3)" "$(energy 30 $edge vortex)" 0.3025 5e-4
while read -r state term want; do
    row "muMAG 3, 30 cells: $state, $term (Km L^3)" "$(share "$state-30-$edge" "$term" $edge)" \
        "$want" 5e-4
done <<'EOF'
flower demag 0.2792
flower exchange 0.0177
flower anisotropy 0.0056
vortex demag 0.0780
vortex exchange 0.1724
vortex anisotropy 0.0521
EOF
exit $failed
