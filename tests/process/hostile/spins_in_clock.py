#!/usr/bin/python3 -B
# Looks at the clock again and again until an hour has gone by.
# exit 1: got no definite answer
import time

import polite

for message in polite.messages():
    end = time.monotonic() + 3600
    while time.monotonic() < end:
        pass
    polite.echo(message)
