#!/bin/sh
# A film at 300 K: halving the time step leaves the mean of mz alone, and so does the stray field of
# other cells at every second step.
exec "build/${VARIANT:-release}/accept/film_300K"
