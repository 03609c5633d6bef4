#!/bin/sh
# muMAG standard problem 4, both fields, mean m at 1 ns against OOMMF.
exec "build/${VARIANT:-release}/accept/mumag4"
