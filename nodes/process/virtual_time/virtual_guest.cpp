#include "nodes/process/virtual_time/virtual_guest.h"

#include <optional>
#include <string>
#include <utility>

#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/launch.h"
#include "nodes/process/why_not_started.h"

namespace eddy::nodes::process {
namespace {

class VirtualGuest final : public Guest {
 public:
  explicit VirtualGuest(const GuestSetup& setup) : setup_(setup) {}

  Burst start(const ClockReading& now, std::uint64_t draw) override {
    try {
      kernel_.emplace(setup_, now, draw);
    } catch (const LaunchFailure& failure) {
      Burst burst;
      burst.end = End{End::Kind::not_started, failure.error(),
                      why_not_started(setup_.command.front(), failure.step(), failure.error())};
      return burst;
    }
    return run(now, draw);
  }

  Burst give(std::string_view bytes, const ClockReading& now, std::uint64_t draw) override {
    kernel_->streams().give(bytes);
    return run(now, draw);
  }

  Burst wake(const ClockReading& now, std::uint64_t draw) override { return run(now, draw); }

  Burst close_input(const ClockReading& now, std::uint64_t draw) override {
    kernel_->streams().close_input();
    return run(now, draw);
  }

  std::vector<std::int64_t> stand_still() override {
    return kernel_ ? kernel_->release() : std::vector<std::int64_t>();
  }

 private:
  Burst run(const ClockReading& now, std::uint64_t draw) {
    kernel_->run(now, draw);
    Burst burst;
    burst.lines = kernel_->streams().take_lines();
    burst.unrepeatable = kernel_->take_unrepeatable();
    burst.end = kernel_->end();
    if (burst.end) {
      kernel_.reset();
    } else {
      burst.wake_at = kernel_->wake_at();
    }
    return burst;
  }

  GuestSetup setup_;
  std::optional<Kernel> kernel_;  // while it lives
};

}  // namespace

std::unique_ptr<Guest> make_virtual_guest(const GuestSetup& setup) {
  return std::make_unique<VirtualGuest>(setup);
}

}  // namespace eddy::nodes::process
