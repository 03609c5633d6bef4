#!/bin/bash
# The door as another program meets it: `make install` into a scratch folder, then the examples,
# built there by pkg-config alone, in C and C++, against the shared and the static library. Prints
# PASS or FAIL and what was looked at; exit 1 after a FAIL.
cd "$(dirname "$0")/.." || exit 1
top=$PWD
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0
log=$scratch/log

check() {
    local name=$1
    shift
    if "$@" >"$log" 2>&1; then
        echo "PASS door: $name"
    else
        echo "FAIL door: $name"
        tail -n 20 "$log"
        failed=1
    fi
}

prefix=$scratch/usr
install_here() { make --no-print-directory -j"$(nproc)" install PREFIX="$prefix" DESTDIR=; }

check "make install" install_here
[ $failed = 0 ] || exit 1
# What follows knows the scratch folder and nothing of this tree.
unset SKYLOOM_HOME
cp examples/* "$scratch"
cd "$scratch" || exit 1
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig LD_LIBRARY_PATH=$prefix/lib
lib=$prefix/lib/libskyloom
warn="-Wall -Wextra -Wpedantic -Werror"

# --- names ---

functions() { grep -o 'skyloom_[A-Za-z0-9_]*(' "$prefix/include/skyloom.h" | tr -d '(' | sort -u; }
exported() { nm -D --defined-only "$lib.so" | awk '{print $3}' | sort; }
archived() { nm -g --defined-only "$lib.a" | awk 'NF == 3 {print $3}' | sort; }

version() { [ "$(pkg-config --modversion skyloom)" = "$(cat "$top/VERSION")" ]; }
soname() { readelf -d "$lib.so" | grep -q "SONAME.*libskyloom\.so\.[0-9]*\.[0-9]*\]"; }
check "the shared library shows the functions of the header and no more" diff <(functions) <(exported)
check "so does the static one" diff <(functions) <(archived)
check "the version of skyloom.pc" version
blanks() {
    pkg-config --define-variable=prefix='/a b' --cflags --libs skyloom | sed 's: *$::' \
        | grep -Fx -e '-I/a\ b/include -L/a\ b/lib -lskyloom'
}
check "a prefix with a blank stays one word" blanks
check "a soname with a version" soname

# --- examples ---

compile() { # SOURCE OUT shared|static
    local libs compiler=cc
    libs=$(pkg-config --libs skyloom)
    [ "$3" = shared ] || libs=$(pkg-config --static --libs skyloom | sed 's/-lskyloom/-l:libskyloom.a/')
    case $1 in
    *.cpp) compiler="c++ -std=c++11" ;;
    *) compiler="cc -std=c11" ;;
    esac
    $compiler $warn "$1" $(pkg-config --cflags skyloom) $libs -o "$2"
}

uses_shared() { ldd "$1" | grep -q libskyloom.so; }
uses_static() { ! uses_shared "$1"; }

for source in *.c *.cpp; do
    for how in shared static; do
        program=./${source%.*}-$how
        [ "${source##*.}" = cpp ] && program+=-cpp
        check "$source builds ($how)" compile "$source" "$program" $how
        check "$source links the $how library" uses_$how "$program"
    done
done

same() { # PROGRAM PROGRAM: lines that are no comments
    "$1" >first.txt && "$2" >second.txt && [ -s first.txt ] \
        && diff <(grep -v '^#' first.txt) <(grep -v '^#' second.txt)
}
turned() { awk '!/^#/ {my = $3} END {exit !(my > 0.5)}' first.txt; }
check "a film, shared and static" same ./film-shared ./film-static
check "the field has turned it" turned
check "a film in C++, shared and static" same ./film-shared-cpp ./film-static-cpp
check "the same film in both languages" same ./film-shared ./film-shared-cpp
check "a device of one's own, shared and static" same ./own_device-shared ./own_device-static
check "its pulses raise the codes" diff first.txt - <<'END'
0 pulses: 0 uS, code 0
3 pulses: 2.17 uS, code 17
6 pulses: 3.75 uS, code 30
9 pulses: 4.9 uS, code 39
END

# A design that lies in the scratch folder alone: the library looks beside itself.
cp "$prefix/share/skyloom/designs/demo.yaml" "$prefix/share/skyloom/designs/door.yaml"
small="network.layers=784-16-10 train.plain_epochs=1 convert.images=100 convert.sigma_steps=3"
run_small() { ./run_design-$1 door 50 $small >run-$1.txt && grep -q '"accuracy"' run-$1.txt; }
numbers() { sed -n 1,2p "run-$1.txt"; }
check "a design, shared" run_small shared
check "a design, static" run_small static
warned() { # each one is one of result.json
    local line
    while IFS= read -r line; do
        grep -qF -- "${line#warning: }" <(grep -v '^warning: ' run-shared.txt) || return 1
    done < <(grep '^warning: ' run-shared.txt)
    grep -q '^warning: ' run-shared.txt
}
check "warnings are those of the text" warned
energies() { # of the struct and of the text, in nJ to three digits
    awk '/^an image takes/ { struct = $7 }
         /"energy_per_image_J"/ { inside = 1 }
         inside && /"typical"/ { sub(/,/, ""); text = sprintf("%.3g", 1e9 * $2); exit }
         END { exit !(struct == text && struct > 0) }' run-shared.txt
}
check "the energy is that of an image" energies
check "the same numbers" diff <(numbers shared) <(numbers static)

# The Verilog is built from what is installed, too.
sed 's/= {.images/= {.engine = SKYLOOM_BOTH, .images/' run_design.c >run_both.c
run_both() { ./run_both door 1 $small >run-both.txt && grep -q '"differences": 0' run-both.txt; }
check "run_both.c builds" compile run_both.c run_both shared
check "RTL beside the twin" run_both

# What was installed may be moved: the library finds what lies beside it.
mv "$prefix" "$scratch/moved"
export LD_LIBRARY_PATH=$scratch/moved/lib
check "a design after PREFIX was moved" run_small shared
exit $failed
