#include "nodes/broken/echo_mixed_up.h"

#include <chrono>

namespace eddy::nodes::broken {

using namespace std::chrono_literals;

sim::Task<sim::Result<sim::EchoOk>> EchoMixedUp::echo(const sim::Echo& m) {
  current_ = m;
  co_await sleep(5ms);  // its work
  co_return sim::EchoOk{current_.echo};
}

}  // namespace eddy::nodes::broken
