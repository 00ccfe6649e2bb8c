#!/bin/sh
# A script that was not made executable.
# exit 254: chmod +x
printf '#!/bin/sh\necho hello\n' >"$1"
