#include "nodes/durable/epoch.h"

#include <string>

namespace eddy::nodes::durable {
namespace {

constexpr std::string_view kEpochs = "epochs";
constexpr sim::Duration kPause = std::chrono::milliseconds(10);  // after a failure

}  // namespace

sim::Task<std::uint64_t> next_epoch(sim::Host& host) {
  for (;;) {
    const auto written = co_await host.disk().append(kEpochs, "+");
    if (written) break;
    co_await host.sleep(kPause);
  }
  for (;;) {
    const auto synced = co_await host.disk().sync();
    if (synced) break;
    co_await host.sleep(kPause);
  }
  for (;;) {
    const auto lives = co_await host.disk().read(kEpochs);
    if (lives) co_return lives->size();
    co_await host.sleep(kPause);
  }
}

}  // namespace eddy::nodes::durable
