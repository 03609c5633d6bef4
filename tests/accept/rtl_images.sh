#!/bin/bash
# Golden twin = RTL on real images: spikes, membranes, cycles and events of 1,000 images of
# mnist-small and 20 of mnist-deep; the first difference ends the run.
set -eu
build/release/skyloom run designs/mnist-small.yaml --engine both -n 1000 --baseline-images 0 \
    -o out/accept/mnist-small
build/release/skyloom run designs/mnist-deep.yaml --engine both -n 20 --baseline-images 0 \
    -o out/accept/mnist-deep
