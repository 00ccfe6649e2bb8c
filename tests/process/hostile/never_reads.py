#!/usr/bin/python3 -B
# Reads nothing, ever.
# exit 2: has not answered init within 10 s
import time

while True:
    time.sleep(3600)
