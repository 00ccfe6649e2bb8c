#!/usr/bin/python3 -B
# Writes one line of 1 GB.
# exit 1: MiB
import os

import polite

for message in polite.messages():
    os.write(1, b'{"src":"n0","dest":"n1","body":{"type":"')
    for _ in range(1024):
        os.write(1, b"x" * (1 << 20))
    os.write(1, b'"}}\n')
