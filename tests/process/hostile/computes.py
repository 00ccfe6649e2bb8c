#!/usr/bin/python3 -B
# Computes without end.
# exit 2: computes without end
import polite

for message in polite.messages():
    while True:
        pass
