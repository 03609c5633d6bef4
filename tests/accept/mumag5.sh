#!/bin/bash
# muMAG standard problem 5: a vortex moved by a current in the film.
VARIANT=${VARIANT:-release}
. tests/accept/case.bash

run_case mumag5 mumag5
mean_rows mumag5 "case mumag5 at 1 ns" -0.234798 -0.094536 0.022964 1e-3
exit $failed
