#!/usr/bin/python3 -B
# Logs without end at one instant.
# exit 1: at one instant
import sys

import polite

for message in polite.messages():
    while True:
        print("it is all right " * 60, file=sys.stderr)
