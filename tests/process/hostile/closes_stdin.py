#!/usr/bin/python3 -B
# Closes its standard input when it has answered init, and sleeps.
# exit 1: got no definite answer
import os
import time

import polite

for message in polite.messages():
    os.close(0)
    while True:
        time.sleep(3600)
