#!/bin/bash
# One skyrmion at rest and driven by a spin-orbit torque, against OOMMF. Tolerances are 1 % of the
# energies, 2 % of the radius and 5 % of the speed.
VARIANT=${VARIANT:-release}
. tests/accept/case.bash

run_case relaxed skyrmion-relax
sed '/^skyrmion:/,/^$/d' cases/skyrmion-relax.yaml >"$scratch/empty.yaml"
run_case empty "$scratch/empty.yaml"
row "skyrmion: energy with less without (J)" \
    "$(awk -v a="$(value relaxed E_total)" -v b="$(value empty E_total)" 'BEGIN { print a - b }')" \
    1.380328e-19 1.38e-21
row "skyrmion: E_total (J)" "$(value relaxed E_total)" 1.93348634e-17 1.38e-21
row "skyrmion: E_exchange (J)" "$(value relaxed E_exchange)" 4.242339e-19 4.2e-21
row "skyrmion: E_anisotropy (J)" "$(value relaxed E_anisotropy)" 9.976912e-19 1.0e-20
row "skyrmion: E_dmi (J)" "$(value relaxed E_dmi)" -9.31926e-19 9.3e-21
row "skyrmion: mz" "$(value relaxed mz)" 0.968230 1e-4
row "skyrmion: radius (m)" "$(figure relaxed radius_m)" 11.06e-9 0.22e-9

run_case driven skyrmion-drive
vx=$(figure driven velocity_m_per_s 1) vy=$(figure driven velocity_m_per_s 2)
echo "driven: v = ($vx, $vy) m/s, OOMMF (5.2, 32.2)"
row "driven skyrmion: distance from the velocity (5.2, 32.2) m/s" \
    "$(awk -v x="$vx" -v y="$vy" 'BEGIN { print sqrt((x - 5.2)^2 + (y - 32.2)^2) }')" 0 1.63
row "driven skyrmion: least distance from the edge (m)" "$(figure driven edge_m)" 74e-9 5e-9
exit $failed
