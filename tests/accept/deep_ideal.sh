#!/bin/bash
# mnist-deep on an ideal array, three training seeds, 10,000 test images: 13 levels (7 states) must
# average >= 98.75 % with each > 98.61 % (papers/000 abstract), 7 levels (4 states) >= 98.7 %.
set -eu
build/release/skyloom sweep designs/mnist-deep.yaml --set device.card=ideal \
    --set converter.bits=10 --set-range train.seed=1,2,3 --set-range device.states=7,4 \
    --baseline-images 0 -q -o out/accept/deep_ideal
awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
    { s = $col["device.states"]; a = $col["accuracy"]; n[s]++; sum[s] += a
      if (!(s in low) || a < low[s]) low[s] = a
      print "seed " $col["train.seed"] ", " 2 * s - 1 " levels: " 100 * a " %" }
    END { printf "13 levels: mean %.3f %%, lowest %.2f %%; 7 levels: mean %.3f %%\n",
              100 * sum[7] / n[7], 100 * low[7], 100 * sum[4] / n[4]
          exit !(n[7] == 3 && n[4] == 3 && sum[7] / 3 >= 0.9875 && low[7] > 0.9861 \
                 && sum[4] / 3 >= 0.987) }' out/accept/deep_ideal/sweep.tsv
