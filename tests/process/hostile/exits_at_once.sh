#!/bin/sh
# Ends at once, and all is well, it says.
# exit 2: ended with status 0
# exit 2: before it answered init
exit 0
