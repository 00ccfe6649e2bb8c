#include "eddy/base/ensure.h"

#include <cstdio>
#include <cstdlib>

namespace eddy {

void broken_promise(std::string_view promise, const std::source_location& where) {
  std::fprintf(stderr, "broken promise: %.*s (%s:%u)\n", static_cast<int>(promise.size()),
               promise.data(), where.file_name(), static_cast<unsigned>(where.line()));
  std::abort();
}

}  // namespace eddy
