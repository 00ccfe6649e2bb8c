#!/usr/bin/python3 -B
# Sends a number of 128 bits.
# exit 1: a number that 64 bits do not hold
import polite

for message in polite.messages():
    polite.reply(message, {"type": "echo_ok", "echo": 2**127 - 1})
