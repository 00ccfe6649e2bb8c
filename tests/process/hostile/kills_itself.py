#!/usr/bin/python3 -B
# Ends by a signal.
# exit 1: was ended by SIGSEGV
import os
import signal

import polite

for message in polite.messages():
    os.kill(os.getpid(), signal.SIGSEGV)
