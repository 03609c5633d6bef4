#!/bin/sh
# Gates (two-input NANDs; an inverter counts as a half) and flip-flops of one neurocore without its
# RAM, for cards/area-neurocore.yaml. Usage, from the source tree: synth/gates.sh
set -e
for set in "128 8 8" "32 8 8" "128 16 8" "128 4 8"; do
  set -- $set
  yosys -q -p "read_verilog rtl/*.v
    chparam -set WORD_LINES $1 -set CONVERTERS $2 -set CODE_BITS $3 neurocore
    hierarchy -top neurocore; proc; flatten; opt; wreduce; peepopt; opt_clean; alumacc; share; opt
    tee -q -o /tmp/skyloom-ram-$$.txt stat
    memory -nomap; opt -full; techmap; opt -fast; dfflegalize -cell \$_DFF_P_ x; abc -g NAND; opt_clean
    tee -q -o /tmp/skyloom-gates-$$.txt stat"
  awk -v w="$1" -v c="$2" '/\$_NAND_/{n=$2} /\$_NOT_/{i=$2} /\$_DFF_/{f+=$2} /memory bits/ && !m {m=$NF}
    END {printf "word_lines %d converters %d: gates %.1f flops %d ram_bits %d\n", w, c, n+i/2, f, m}' \
    "/tmp/skyloom-ram-$$.txt" "/tmp/skyloom-gates-$$.txt"
  rm -f "/tmp/skyloom-ram-$$.txt" "/tmp/skyloom-gates-$$.txt"
done
