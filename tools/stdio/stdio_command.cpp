#include "tools/stdio/stdio_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "tools/arguments.h"
#include "tools/offered_programs.h"
#include "tools/stdio/standard_input.h"
#include "tools/stdio/stdio_node.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;

constexpr int kStdioFailed = 1;

// Since the beginning of 1970, as the machine's clock tells when it is made, and steady from there
// on: clocks of several nodes agree as those of their machines do.
class SteadyClock {
 public:
  sim::Time now() const { return sim::Time(at_first_ + (Steady::now() - begin_)); }

 private:
  using Steady = std::chrono::steady_clock;
  sim::Duration at_first_ = std::chrono::system_clock::now().time_since_epoch();
  Steady::time_point begin_ = Steady::now();
};

std::vector<std::string> names_of_choice(std::span<const nodes::ProgramEntry> programs) {
  std::vector<std::string> names;
  for (const auto& program : programs) names.push_back(program.name);
  return names;
}

// From the system, not from the processor: whoever runs this program may give it the same again.
std::uint64_t draw_stdio_seed() {
  std::uint64_t seed = 0;
  if (::getentropy(&seed, sizeof seed) != 0)
    throw std::runtime_error("the system has no randomness");
  return seed;
}

void write_out(std::FILE* file, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file);
}

// The exit status.
int converse(StdioNode& node) {
  const SteadyClock clock;
  StandardInput input;
  while (!node.has_ended() && !input.has_ended()) {
    const auto due = node.wake_at();
    input.wait(due ? std::optional(*due - clock.now()) : std::nullopt);
    node.wake(clock.now());
    while (const auto line = input.next_line()) node.take(*line, clock.now());
    // Whoever asks for the state of standard output tells that it cannot be written.
    if (std::fflush(stdout) != 0) return kStdioFailed;
    if (input.is_too_long()) {
      throw BadInput(fmt::format("a line of standard input has more than {} MiB",
                                 StandardInput::kLongestLine >> 20U));
    }
  }
  return node.has_ended() ? kStdioFailed : 0;
}

}  // namespace

void declare_stdio_options(CLI::App& command, StdioRequest& request) {
  command
      .add_option("--node", request.program,
                  "The node program; it may be left out where a program of yours has one alone")
      ->option_text("NAME")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  command
      .add_option_function<std::string>(
          "--seed",
          [&](const std::string& text) {
            constexpr WholeRange kSeeds = {0, std::numeric_limits<std::uint64_t>::max()};
            request.seed = parse_whole("--seed", text, kSeeds);
          },
          "What the node draws from, together with its name (drawn)")
      ->option_text("N")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

const nodes::ProgramEntry& stdio_program(const StdioRequest& request,
                                         std::span<const nodes::ProgramEntry> programs,
                                         std::span<const nodes::ProgramEntry> own) {
  const std::string& name = request.program;
  if (name.empty() && own.size() == 1) return *find_program(programs, own.front().name);
  if (name.empty()) {
    constexpr std::string_view kWhich = "which node program? stdio takes --node NAME";
    if (own.empty()) throw BadInput(fmt::format("{}; `eddy nodes` lists them", kWhich));
    throw BadInput(fmt::format("{}, one of {}", kWhich, fmt::join(names_of_choice(own), ", ")));
  }
  const auto* program = find_program(programs, name);
  if (program == nullptr) throw BadInput(unknown_name("node", name, names_of_choice(programs)));
  return *program;
}

int run_stdio(const StdioRequest& request, std::span<const nodes::ProgramEntry> programs,
              std::span<const nodes::ProgramEntry> own) {
  const nodes::ProgramEntry& program = stdio_program(request, programs, own);
  StdioNode node(program.make, request.seed ? *request.seed : draw_stdio_seed(),
                 {[](std::string_view line) { write_out(stdout, line); },
                  [](std::string_view line) { write_out(stderr, line); }});
  return converse(node);
}

}  // namespace eddy::tools
