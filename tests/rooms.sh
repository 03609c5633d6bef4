#!/bin/bash
# The order of rooms, by planted includes: in a tree of rooms alone, each room has a file for every
# other that includes a header of it. scripts/check-rooms must refuse those against the order and no
# other; a file outside of any room and one that repeats the name of its folder, too.
set -u
cd "$(dirname "$0")/.." || exit 1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
verdict=PASS
fail() { echo "  $1"; verdict=FAIL; }

mapfile -t rooms < <(grep -v '^#' mk/rooms.txt)
mkdir -p "$scratch/mk"
cp mk/rooms.txt "$scratch/mk/"
for room in "${rooms[@]}"; do
    mkdir -p "$scratch/$room"
    : >"$scratch/$room/door.h"
done
for ((from = 0; from < ${#rooms[@]}; from++)); do
    for ((to = 0; to < ${#rooms[@]}; to++)); do
        echo "#include \"${rooms[to]#*/}/door.h\"" >"$scratch/${rooms[from]}/to$to.c"
        [ $to -gt $from ] && echo "${rooms[from]}/to$to.c"
    done
done | sort >"$scratch/want"
scripts/check-rooms "$scratch" >/dev/null && fail "nothing is refused"
scripts/check-rooms "$scratch" | sed 's/:.*//' | sort >"$scratch/got"
diff "$scratch/want" "$scratch/got" || fail "those refused (>) are not those against the order (<)"
pairs=$(find "$scratch" -name 'to*.c' | wc -l)
find "$scratch" -name 'to*.c' -delete

for file in csim/stray.c models/base/base_stray.c; do
    : >"$scratch/$file"
    scripts/check-rooms "$scratch" && fail "$file is not refused"
    rm "$scratch/$file"
done >/dev/null
echo '#include "nowhere.h"' >"$scratch/models/base/mutant.c"
scripts/check-rooms "$scratch" >/dev/null && fail "an include of nothing is not refused"
rm "$scratch/models/base/mutant.c"
scripts/check-rooms "$scratch" || fail "an empty house is refused"
scripts/check-rooms . || fail "the tree itself"
echo "$verdict rooms: $pairs pairs of ${#rooms[@]} rooms, $(wc -l <"$scratch/want") refused"
[ $verdict = PASS ]
