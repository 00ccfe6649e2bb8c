#!/usr/bin/python3 -B
# Waits for a lock that it holds.
# exit 1: got no definite answer
import threading

import polite

lock = threading.Lock()
for message in polite.messages():
    lock.acquire()
