#!/usr/bin/python3 -B
# Computes without end, before it has read anything.
# exit 2: computes without end
while True:
    pass
