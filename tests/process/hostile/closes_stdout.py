#!/usr/bin/python3 -B
# Closes its standard output and goes on reading.
# exit 2: has not answered init within 10 s
import os
import sys

os.close(1)
for _ in sys.stdin:
    pass
