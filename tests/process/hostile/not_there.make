#!/bin/sh
# A file that does not exist.
# exit 254: there is no such file
rm -f "$1"
