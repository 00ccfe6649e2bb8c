#!/usr/bin/python3 -B
# Logs without end.
# exit 1: without waiting
import sys

import polite

for message in polite.messages():
    while True:
        print("it is all right " * 60, file=sys.stderr)
