#!/usr/bin/python3 -B
# Writes lines of rubbish without end, many at once.
# exit 2: wrote more than 100,000 lines without waiting
import sys

while True:
    sys.stdout.write("rubbish\n" * 1000)
