#include "tools/exit_status.h"

namespace eddy::tools {

int exit_status(checkers::Validity validity) {
  switch (validity) {
    case checkers::Validity::valid:
      return 0;
    case checkers::Validity::invalid:
      return 1;
    case checkers::Validity::unknown:
      return 2;
  }
  return kFaultOfOurs;
}

}  // namespace eddy::tools
