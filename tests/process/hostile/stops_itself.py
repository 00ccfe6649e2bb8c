#!/usr/bin/python3 -B
# Stops itself by a signal that nobody will follow with a SIGCONT.
# exit 2: is stopped by a signal
import os
import signal

import polite

for message in polite.messages():
    os.kill(os.getpid(), signal.SIGSTOP)
