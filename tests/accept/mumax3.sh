#!/bin/sh
# mumax3's own tests, with its demag kernel, which is a quadrature, in the place of Newell's.
exec "build/${VARIANT:-release}/accept/mumax3"
