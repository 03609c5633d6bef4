#!/bin/bash
# The shipped cases of muMAG standard problem 4: at 1 ns against OOMMF, and all the way inside the
# band of the solutions published at NIST, mean +- two standard deviations.
VARIANT=${VARIANT:-release}
. tests/accept/case.bash
published=${MUMAG4_DATA:-../shared/data/physics_mumag4}

# band FOLDER FILE COLUMN: largest distance from the published mean in its standard deviations
band() {
    awk -F'\t' -v c="$3" '
        /^#/ { next }
        FNR == NR { n++; time[n] = $1; mean[n] = $c; sd[n] = $(c + 3); next }
        $1 > 0 {
            while (k < n - 1 && time[k + 1] <= 1e9 * $1)
                k++
            w = (1e9 * $1 - time[k]) / (time[k + 1] - time[k])
            off = ($c - mean[k] * (1 - w) - mean[k + 1] * w) / (sd[k] * (1 - w) + sd[k + 1] * w)
            largest = off > largest ? off : -off > largest ? -off : largest
            rows++
        }
        END { print (rows >= 100 ? largest : "nan") }
    ' "$2" "$scratch/$1/table.txt"
}

for field in 1 2; do
    run_case mumag4-$field mumag4-field$field
    if [ $field = 1 ]; then
        mean_rows mumag4-1 "case mumag4-field1 at 1 ns" -0.9841097 0.1310347 0.0429570 1e-4
    else
        mean_rows mumag4-2 "case mumag4-field2 at 1 ns" -0.969871 -0.121699 -0.004779 1e-3
    fi
    file=$published/published_field$field.tsv
    if [ ! -r "$file" ]; then
        echo "published band of field $field: skipped, no $file (set MUMAG4_DATA)"
        continue
    fi
    column=2
    for component in mx my mz; do
        row "case mumag4-field$field: $component off the published mean, 0 to 1 ns (sd)" \
            "$(band mumag4-$field "$file" $column)" 0 2
        column=$((column + 1))
    done
done
exit $failed
