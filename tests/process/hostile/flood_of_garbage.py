#!/usr/bin/python3 -B
# Writes lines of rubbish without end, many at once.
# exit 2: what is no message: rubbish
import sys

while True:
    sys.stdout.write("rubbish\n" * 1000)
