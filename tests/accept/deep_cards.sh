#!/bin/bash
# mnist-deep on the skyrmion cards with read noise, assumed spread and the design's converter: the
# mean of ten device draws over 10,000 test images must reach 98.6 % (13 levels) and 98.5 % (11).
set -eu
draws() { # card, least mean
    build/release/skyloom sweep designs/mnist-deep.yaml --set device.card="$1" \
        --set-range device.draw=0:9 --baseline-images 0 -q -o "out/accept/$1"
    awk -F'\t' -v card="$1" -v least="$2" '
        NR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
        { a = $col["accuracy"]; n++; sum += a; if (n == 1 || a < low) low = a }
        END { printf "%s: mean of %d draws %.3f %%, worst %.2f %%\n", card, n, 100 * sum / n, 100 * low
              exit !(n == 10 && sum / n >= least) }' "out/accept/$1/sweep.tsv"
}
draws skyrmion-mml4-7 0.986
draws skyrmion-mml4-6 0.985
