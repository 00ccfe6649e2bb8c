#include "tools/bench/virtual_process.h"

#include <filesystem>
#include <stdexcept>
#include <utility>

#include "eddy/sim/hash.h"
#include "nodes/process/guest_setup.h"
#include "nodes/process/virtual_time/virtual_guest.h"

namespace eddy::bench {
namespace {

using nodes::process::Burst;
using nodes::process::GuestSetup;

GuestSetup setup_of(std::vector<std::string> command) {
  GuestSetup setup;
  setup.command = std::move(command);
  setup.working_directory = std::filesystem::temp_directory_path();
  setup.node = "n0";
  return setup;
}

}  // namespace

VirtualProcess::VirtualProcess(std::vector<std::string> command)
    : guest_(nodes::process::make_virtual_guest(setup_of(std::move(command)))) {
  take(guest_->start(clocks(), sim::mix(1, ++draws_)));
}

std::string VirtualProcess::ask(const std::string& line) {
  constexpr std::int64_t kApart = 10'000'000;
  const std::int64_t next = now_ + kApart;
  std::string answer = take(guest_->give(line, clocks(), sim::mix(1, ++draws_)));
  while (wake_at_ && *wake_at_ < next) {
    now_ = *wake_at_;
    answer += take(guest_->wake(clocks(), sim::mix(1, ++draws_)));
  }
  now_ = next;
  return answer;
}

std::string VirtualProcess::take(const Burst& burst) {
  if (burst.end) throw std::runtime_error("it has ended: " + burst.end->text);
  wake_at_ = burst.wake_at;
  std::string text;
  for (const auto& line : burst.lines) {
    if (line.stream == nodes::process::Stream::output) text += line.text;
  }
  return text;
}

}  // namespace eddy::bench
