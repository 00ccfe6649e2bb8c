#include "eddy/sim/trigger.h"

#include <fmt/format.h>

namespace eddy::sim {

std::string describe(const Trigger& trigger) {
  std::string text = fmt::format("{} {}", name_of(trigger.side), name_of(trigger.act));
  if (!trigger.message.empty()) text += ' ' + trigger.message;
  if (trigger.number != 1) text += fmt::format(" #{}", trigger.number);
  if (trigger.node) text += " of " + trigger.node->name();
  return text;
}

}  // namespace eddy::sim
