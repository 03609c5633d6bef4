#!/bin/bash
# An installed program reads the cards beside it, wherever the prefix was moved, not the source tree.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make -s install PREFIX="$work/prefix"
mv "$work/prefix" "$work/moved"
cd "$work"
moved/bin/skyloom card check skyrmion-mml4-7
echo 'colour: blue' >>moved/share/skyloom/cards/skyrmion-mml4-7.yaml
rc=0
moved/bin/skyloom card check skyrmion-mml4-7 2>stderr || rc=$?
cat stderr
[ $rc -eq 2 ] && grep -q colour stderr
