#!/bin/sh
# 1,000 random programs, two images each, golden against RTL over all parameter sets.
exec build/release/accept/random_programs --programs "${PROGRAMS:-1000}" --seed "${SEED:-1}"
