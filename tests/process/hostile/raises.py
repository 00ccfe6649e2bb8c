#!/usr/bin/python3 -B
# Fails by an exception in mid-run, whose last lines are told.
# exit 1: ended with status 1
# exit 1: KeyError: 'ehco'
import polite

for message in polite.messages():
    polite.reply(message, {"type": "echo_ok", "echo": message["body"]["ehco"]})
