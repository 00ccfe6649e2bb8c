#!/usr/bin/python3 -B
# Waits in a call that virtual time may not know, for a lock that its own child holds for ever.
# exit 2: n0 waits in flock, which virtual time does not know
import fcntl
import os
import time

import polite

for message in polite.messages():
    mine = open("lock", "w")
    read, write = os.pipe()
    if os.fork() == 0:
        theirs = open("lock", "w")
        fcntl.flock(theirs, fcntl.LOCK_EX)
        os.write(write, b"x")
        time.sleep(1e6)
    os.read(read, 1)
    fcntl.flock(mine, fcntl.LOCK_EX)
