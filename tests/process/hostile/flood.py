#!/usr/bin/python3 -B
# Sends messages without end at one instant.
# exit 1: at one instant
import polite

for message in polite.messages():
    while True:
        polite.send("n0" if polite.node_id != "n0" else "n1", {"type": "flood"})
