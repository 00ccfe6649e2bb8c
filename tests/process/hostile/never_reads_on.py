#!/usr/bin/python3 -B
# Reads nothing after its first request.
# exit 1: got no definite answer
import threading

import polite

for message in polite.messages():
    threading.Event().wait()
