#!/bin/sh
# A directory.
# exit 254: that is a directory
mkdir "$1"
