#include <algorithm>
#include <initializer_list>

#include "tests/process/calls/calls.h"

namespace {

const calls::Attempt* find(std::string_view name) {
  for (const auto& group : {calls::futexes(), calls::waiting(), calls::pipes(), calls::streams(),
                            calls::signals(), calls::interruptions(), calls::processes(),
                            calls::ends(), calls::timers(), calls::clocks(), calls::machine()}) {
    const auto found = std::find_if(group.begin(), group.end(),
                                    [&](const auto& attempt) { return attempt.name == name; });
    if (found != group.end()) return &*found;
  }
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  const calls::Attempt* attempt = argc == 2 ? find(argv[1]) : nullptr;
  if (attempt == nullptr) {
    std::fputs("usage: guest_calls ATTEMPT\n", stderr);
    return 2;
  }
  attempt->run();
  return 0;
}
