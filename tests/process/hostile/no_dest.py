#!/usr/bin/python3 -B
# Sends a message to nobody.
# exit 1: sent a message without dest
import os

import polite

for message in polite.messages():
    os.write(1, b'{"src":"n0","body":{"type":"hello"}}\n')
