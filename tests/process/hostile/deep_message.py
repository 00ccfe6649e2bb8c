#!/usr/bin/python3 -B
# Sends a message that is nested a million deep.
# exit 1: is not to be read
import os

import polite

for message in polite.messages():
    nested = b"[" * 1_000_000 + b"]" * 1_000_000
    os.write(1, b'{"src":"n0","dest":"c0","body":{"type":"echo_ok","echo":' + nested + b"}}\n")
