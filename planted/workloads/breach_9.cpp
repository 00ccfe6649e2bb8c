  #  include "tools/report.h"
