#!/bin/sh
# Runs the program that it is given, with its arguments, as a child: a script of the kind that sets something up first.
set -e
started=$(date +%s)
echo "wrapped at $started" >&2
"$@"
echo "ended" >&2
