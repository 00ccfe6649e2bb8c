#!/usr/bin/python3 -B
# Forks without end, each child too.
# exit 2
import os

import polite

for message in polite.messages():
    while True:
        try:
            os.fork()
        except OSError:
            pass
