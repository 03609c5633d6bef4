#!/bin/sh
# A film at 300 K: halving the time step leaves the mean of mz alone.
exec "build/${VARIANT:-release}/accept/film_300K"
