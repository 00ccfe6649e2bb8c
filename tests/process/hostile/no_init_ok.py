#!/usr/bin/python3 -B
# Reads all and answers nothing.
# exit 2: has not answered init within 10 s
# exit 2: I am thinking about it
import sys

for _ in sys.stdin:
    print("I am thinking about it", file=sys.stderr, flush=True)
