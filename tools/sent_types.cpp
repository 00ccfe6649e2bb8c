#include "tools/sent_types.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <sstream>
#include <string>
#include <variant>

#include "eddy/checkers/bad_input.h"
#include "eddy/sim/trace.h"
#include "tools/one_run.h"
#include "tools/sweep/ordered_processes.h"

namespace eddy::tools {
namespace {

using namespace std::chrono_literals;

class SentCounter final : public sim::Observer {
 public:
  void on_event(const sim::Event& event) override {
    const auto* sent = std::get_if<sim::Sent>(&event.what);
    if (sent == nullptr || sent->message.id.sender.kind() != sim::NodeId::Kind::node) return;
    ++counts_[std::string(sent->message.body->type().name)];
  }
  const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

 private:
  std::map<std::string, std::uint64_t> counts_;
};

// Can --nemesis-at name it?
bool is_a_word(const std::string& type) {
  return !type.empty() && type.front() != '#' && type != "of" && type != "for" &&
         std::none_of(type.begin(), type.end(),
                      [](unsigned char c) { return c <= ' ' || c == 127; });
}

// What the nodes print belongs to the runs that are asked for.
void be_silent() {
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return;
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(nowhere, STDERR_FILENO);
  ::close(nowhere);
}

std::string count_sent(workloads::Options options, const sim::NodeProgram& program) {
  constexpr auto kLongest = 5s;
  options.run.seed = 0;
  options.run.time_limit = std::min<sim::Duration>(options.run.time_limit, kLongest);
  const std::uint64_t most = workloads::most_climate_operations(options.run.node_count);
  options.plan.rate = std::min(options.plan.rate, static_cast<double>(most) / 5);
  options.plan.nemesis = {};
  SentCounter counter;
  RunJob job{std::move(options), program, {}, {}, false, {}};
  job.observer = &counter;
  run_one(job);
  std::string text;
  for (const auto& [type, count] : counter.counts())
    if (is_a_word(type)) text += fmt::format("{} {}\n", type, count);
  return text;
}

}  // namespace

std::vector<workloads::SentType> sent_types(const workloads::Options& options,
                                            const sim::NodeProgram& program,
                                            std::optional<std::chrono::nanoseconds> budget) {
  const auto begin = std::chrono::steady_clock::now();
  const auto patience =
      std::max<std::chrono::nanoseconds>(budget.value_or(std::chrono::nanoseconds::max()), 10s);
  OrderedProcesses run(
      {0, 1}, {1, 1}, [&](std::uint64_t /*place*/) { return count_sent(options, program); },
      be_silent);
  std::vector<workloads::SentType> types;
  while (!run.is_over()) {
    if (std::chrono::steady_clock::now() - begin > patience) {
      throw checkers::BadInput(
          "a run of five seconds, to see what messages the program sends, had no end within "
          "--budget");
    }
    for (const JobAnswer& answer : run.take(100ms)) {
      if (!answer.death.empty()) continue;
      std::istringstream lines(answer.text);
      for (workloads::SentType sent; lines >> sent.type >> sent.count;) types.push_back(sent);
    }
  }
  return types;
}

}  // namespace eddy::tools
