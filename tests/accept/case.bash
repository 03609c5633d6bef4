# For the acceptance tests of cases: runs them into a scratch folder, reads their tables and prints
# lines for scripts/validation: row, what, got, want, tolerance (absolute), yes or no.
program=build/${VARIANT:-release}/skyloom
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# run_case FOLDER CASE [options]: one thread, so that a test leaves the other core alone
run_case() {
    local folder=$scratch/$1 case=$2
    shift 2
    "$program" llg "$case" --threads 1 --quiet -o "$folder" "$@" || exit 1
}

# value FOLDER COLUMN [TIME_S]: of table.txt, the last row at or before that time
value() {
    awk -F'\t' -v name="$2" -v time="${3:-1e9}" '
        NR == 1 {
            sub(/^# /, "")
            for (c = 1; c <= NF; c++) {
                sub(/ \(.*/, "", $c)
                at = $c == name ? c : at
            }
        }
        NR > 1 && $1 + 0 <= time * (1 + 1e-9) { last = $at }
        END { if (at == "") { print "no column " name >"/dev/stderr"; exit 1 } print last }
    ' "$scratch/$1/table.txt"
}

# figure FOLDER KEY [N]: number N (from 1) of result.json, of the first place the key has
figure() {
    tr -d ' \n' <"$scratch/$1/result.json" | grep -o "\"$2\":\[*[-+.0-9e,]*" | head -n 1 \
        | sed 's/.*:\[*//' | cut -d, -f"${3:-1}"
}

# row WHAT GOT WANT TOLERANCE
row() {
    awk -v what="$1" -v got="$2" -v want="$3" -v tolerance="$4" 'BEGIN {
        off = got - want
        number = got ~ /^[-+]?[0-9.]+(e[-+]?[0-9]+)?$/ # not nan, not nothing
        holds = number && off <= tolerance + 0 && -off <= tolerance + 0
        printf "row\t%s\t%.7g\t%.7g\t%.2g\t%s\n", what, got, want, tolerance, holds ? "yes" : "no"
        exit !holds
    }' || failed=1
}

# mean_rows FOLDER WHAT MX MY MZ TOLERANCE: of the last row of the table
mean_rows() {
    row "$2, mx" "$(value "$1" mx)" "$3" "$6"
    row "$2, my" "$(value "$1" my)" "$4" "$6"
    row "$2, mz" "$(value "$1" mz)" "$5" "$6"
}
