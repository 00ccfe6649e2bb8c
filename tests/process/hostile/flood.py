#!/usr/bin/python3 -B
# Sends messages without end.
# exit 1: wrote more than 100,000 lines without waiting
import polite

for message in polite.messages():
    while True:
        polite.send("n0" if polite.node_id != "n0" else "n1", {"type": "flood"})
