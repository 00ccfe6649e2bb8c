#!/bin/sh
# A file of nothing, executable.
# exit 2: is no program
: >"$1"
chmod +x "$1"
