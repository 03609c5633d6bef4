#!/bin/bash
# make demo: Fashion-MNIST from training to the energy bill, into out/demo/. Three minutes on two
# cores, training and Verilator build included. The first run makes programs/demo-*; later ones
# reuse it (FRESH=1 starts over).
set -e
cd "$(dirname "$0")/.."
skyloom=build/release/skyloom
start=$SECONDS
if [ -n "${FRESH:-}" ]; then
    rm -rf programs/demo-* out/demo
fi
"$skyloom" run designs/demo.yaml --engine both --images 10000 --rtl-images 1000 -o out/demo
echo "demo: $((SECONDS - start)) s; open out/demo/report.html"
awk -F: '/^ *"accuracy"/ { gsub(/[ ,]/, "", $2); if ($2 < 0.86) {
    print "demo: accuracy " $2 " is below 0.86" > "/dev/stderr"; exit 1 } exit 0 }' out/demo/result.json
