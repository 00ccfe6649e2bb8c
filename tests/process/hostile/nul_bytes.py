#!/usr/bin/python3 -B
# Writes a line of NUL bytes.
# exit 1: what is no message
import os

import polite

for message in polite.messages():
    os.write(1, b"\0" * 100 + b"\n")
