#!/usr/bin/python3 -B
# Leaves children behind that sleep, and ends.
# exit 1: ended with status 0
import os
import time

import polite

for message in polite.messages():
    for _ in range(5):
        if os.fork() == 0:
            os.setsid()
            time.sleep(1e6)
    os._exit(0)
