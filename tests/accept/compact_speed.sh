#!/bin/sh
# The particle model is 10,000 times faster than the layer-resolved LLG of the same track.
exec "build/${VARIANT:-release}/accept/compact_speed"
