#include "eddy/sim/fault.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/overloaded.h"

namespace eddy::sim {
namespace {

double milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

// "n1 n3"; of a fault that waits for an event and befalls the node at hand, "a node".
std::string names(const std::vector<NodeId>& nodes) {
  if (nodes.empty()) return "a node";
  std::vector<std::string> names;
  for (const NodeId node : nodes) names.push_back(node.name());
  return fmt::format("{}", fmt::join(names, " "));
}

// "n2 +250 ms -1000 ppm".
std::string describe(const Skew& skew) {
  std::string text = skew.node.name();
  if (skew.jump.by.count() != 0) text += fmt::format(" {:+.6g} ms", milliseconds(skew.jump.by));
  if (skew.drift != 0) text += fmt::format(" {:+} ppm", skew.drift);
  return text;
}

}  // namespace

std::string describe(const Fault& fault) {
  return std::visit(
      Overloaded{[](const Partition& partition) { return describe(partition); },
                 [](const Loss& loss) {
                   return fmt::format("loss {:.4g} %", 100 * loss.probability.value());
                 },
                 [](const Duplication& duplication) {
                   return fmt::format("duplicate {:.4g} %", 100 * duplication.probability.value());
                 },
                 [](const Slowness& slowness) {
                   return fmt::format("slow +{:.6g} ms", milliseconds(slowness.mean));
                 },
                 [](const Kill& kill) { return "kill " + names(kill.nodes); },
                 [](const Pause& pause) { return "pause " + names(pause.nodes); },
                 [](const ClockSkew& clock) {
                   std::vector<std::string> skews;
                   for (const Skew& skew : clock.skews) skews.push_back(describe(skew));
                   return fmt::format("clock {}", fmt::join(skews, ", "));
                 },
                 [](const DiskFault& disk) {
                   return fmt::format("disk {} {}", name_of(disk.trouble), names(disk.nodes));
                 },
                 [](const Flaky& flaky) {
                   return fmt::format("flaky up to {:.4g} %, +{:.6g} ms", 100 * flaky.loss.value(),
                                      milliseconds(flaky.slowness));
                 },
                 [](const Swizzle& swizzle) { return "cut off " + names(swizzle.nodes); },
                 [](const HeldPartition& held) {
                   std::string text = describe(held.partition());
                   return text.replace(0, std::string_view("partition").size(), "held");
                 }},
      fault);
}

}  // namespace eddy::sim
