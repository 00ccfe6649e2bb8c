#include "tools/freeze.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "checkers/evidence.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/bounds.h"
#include "tools/arguments.h"

namespace eddy::tools {
namespace {

// A line, or the end of standard input; a signal, such as that of Ctrl-C, ends the waiting, too.
void wait_for_enter() {
  char byte = '\0';
  while (::read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n') {
  }
}

void tell_and_wait(const NodeMoment& moment, const std::vector<std::int64_t>& processes) {
  if (processes.empty()) return;
  std::string others;
  if (processes.size() > 1) {
    others = fmt::format("its other processes   {}\n",
                         fmt::join(processes.begin() + 1, processes.end(), " "));
  }
  fmt::print(stderr,
             "\n{0} stands still at {1} of virtual time, and so does all else.\n"
             "its process           {2}\n{3}"
             "attach                gdb -p {2}    dlv attach {2}    lldb -p {2}\n"
             "Enter ends the run; the program cannot go on.\n",
             moment.node.name(), checkers::format_time(sim::nanoseconds(moment.at)),
             processes.front(), others);
  std::fflush(stderr);
  wait_for_enter();
}

}  // namespace

NodeMoment parse_node_moment(std::string_view option, std::string_view text) {
  const std::size_t sign = text.find('@');
  const auto node = sim::NodeId::parse(text.substr(0, sign));
  if (sign == std::string_view::npos || !node || node->kind() != sim::NodeId::Kind::node) {
    throw checkers::BadInput(
        fmt::format("{} takes a node and a moment, such as n1@3.2s, not {:?}", option, text));
  }
  const sim::Duration at = parse_duration(option, text.substr(sign + 1), PlainUnit::seconds,
                                          {0, in_seconds(workloads::kLongestTime)});
  return {*node, sim::Time(at)};
}

nodes::process::Freeze freeze_at(const NodeMoment& moment) {
  return {moment.node.index(), moment.at, [moment](const std::vector<std::int64_t>& processes) {
            tell_and_wait(moment, processes);
          }};
}

}  // namespace eddy::tools
