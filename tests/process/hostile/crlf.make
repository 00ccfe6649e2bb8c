#!/bin/sh
# A script whose lines end as on Windows.
# exit 2: could not be started: the first line of
# exit 2: ends with CR LF
printf '#!/bin/sh\r\necho hello\r\n' >"$1"
chmod +x "$1"
