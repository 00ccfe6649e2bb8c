#!/usr/bin/python3 -B
# Sends to a name that nobody can have.
# exit 1: bob
import polite

for message in polite.messages():
    polite.send("bob", {"type": "hello"})
