#!/usr/bin/python3 -B
# Writes empty lines without end, which mean nothing.
# exit 2
import os

while True:
    os.write(1, b"\n" * 65536)
