#!/bin/bash
# The order of rooms, by planted includes: in a tree of rooms alone, each room has files for every
# other that include a header of it, in quotes, in angle brackets and by a way around.
# scripts/check-rooms must refuse those against the order and no other; a file outside of any room,
# one that repeats the name of its folder and what is neither ours nor the system's, too.
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
    up=$(sed 's#[^/]\+#..#g' <<<"${rooms[from]}")
    for ((to = 0; to < ${#rooms[@]}; to++)); do
        name=${rooms[to]#models/} name=${name#csim/} name=${name#include}
        name=${name:+$name/}door.h
        file=${rooms[from]}/to$to
        if [ -n "${name%door.h}" ] || [ $from -eq $to ]; then # its own door.h is the nearer one
            echo "#include \"$name\""
        else
            echo "#include \"$up/include/door.h\""
        fi >"$scratch/$file.c"
        echo "  # include<$name> // as well" >"$scratch/$file.angle.h"
        echo "#include \"$up/${rooms[to]}/door.h\"" >"$scratch/$file.local.cpp"
        echo "#include <../${rooms[to]}/./door.h>" >"$scratch/$file.around.c"
        if [ $to -gt $from ] || [ "${rooms[from]}" = include ]; then
            printf '%s\n' "$file".{c,angle.h,local.cpp,around.c}
        fi
    done
done | sort >"$scratch/want"
scripts/check-rooms "$scratch" >/dev/null && fail "nothing is refused"
scripts/check-rooms "$scratch" | sed 's/:.*//' | sort >"$scratch/got"
diff "$scratch/want" "$scratch/got" || fail "those refused (>) are not those against the order (<)"
pairs=$(find "$scratch" -name 'to*.c' ! -name '*.around.c' | wc -l)
find "$scratch" -name 'to[0-9]*' -delete

for file in csim/stray.c csim/stray.txt models/base/base_stray.c; do
    : >"$scratch/$file"
    scripts/check-rooms "$scratch" && fail "$file is not refused"
    rm "$scratch/$file"
done >/dev/null

# plant ROOM LINE [refused|passes]: a file of the room that is this line
plant() {
    local got=passes
    echo "$2" >"$scratch/$1/mutant.cpp"
    scripts/check-rooms "$scratch" >/dev/null || got=refused
    rm "$scratch/$1/mutant.cpp"
    [ $got = "$3" ] || fail "$2 in $1: $got"
}
: >"$scratch/include/skyloom.h"
for room in models/base csim/cosim csim/lab/calibrate; do
    plant $room '#include "nowhere.h"' refused
    plant $room '#include "../nowhere.h"' refused
    plant $room '#include <../nowhere.h>' refused
    plant $room '#include "/usr/include/stdio.h"' refused
    plant $room '#include HEADER' refused
    plant $room '#include <skyloom.h>' refused
    plant $room '#import <cli/door.h>' refused
    plant $room '#include <cli/door.h>' refused
    plant $room '#include <stdio.h>' passes
    plant $room '#include <sys/stat.h> // of "cli/door.h" no word' passes
    plant $room '#include <vector>' passes
done
for name in Vcore.h Vcore___024root.h verilated.h verilated_fst_c.h svdpi.h; do
    plant csim/cosim "#include \"$name\"" passes
    plant csim/twin "#include \"$name\"" refused
    plant csim/twin "#include <$name>" refused
done
plant csim/cosim '#include "../cli/door.h"' refused
plant csim/cosim '#include "Vcore.hpp"' refused
plant csim/door '#include <skyloom.h>' passes
plant csim/cli '#include <skyloom.h>' passes
plant include '#include "skyloom.h"' refused
plant include '#include <stddef.h>' passes

scripts/check-rooms "$scratch" || fail "an empty house is refused"
scripts/check-rooms . || fail "the tree itself"
echo "$verdict rooms: $pairs pairs of ${#rooms[@]} rooms, $(wc -l <"$scratch/want") lines refused"
[ $verdict = PASS ]
