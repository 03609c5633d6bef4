#!/bin/bash
# Independent moments at 100 K: on their way (mumax3) and in equilibrium (Boltzmann).
VARIANT=${VARIANT:-release}
. tests/accept/case.bash

run_case macrospin macrospin
row "macrospins at 100 K: mz after 5 ns" "$(value macrospin mz 5e-9)" 0.8366 2e-3
row "macrospins at 100 K: mean square of mz" \
    "$(awk -v e="$(value macrospin E_anisotropy)" 'BEGIN { print 1 - e / (65536 * 2.5e-21) }')" \
    0.5121 0.01
exit $failed
