#!/usr/bin/python3 -B
# Does what it should, but ignores all signals that can be ignored, and the end of its input.
# exit 0
import signal
import time

import polite

for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
for message in polite.messages():
    polite.echo(message)
while True:
    time.sleep(1)
