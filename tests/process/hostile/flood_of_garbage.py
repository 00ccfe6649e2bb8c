#!/usr/bin/python3 -B
# Writes lines of rubbish without end, many at once.
# exit 2: wrote more than 250,000 lines at one instant
import sys

while True:
    sys.stdout.write("rubbish\n" * 1000)
