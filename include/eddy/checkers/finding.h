// One thing that a checker found to be wrong, as data.
//
// * `kind` names what is wrong: an anomaly by the field's name ("G-single"), an invariant by its
//   own, anything else by lower-case words that '-' joins ("lost"). No kind depends on a seed, and
//   a text can be reworded without another kind.
// * `operations` are the indices (Op::index) of the operations that it is about, each once. The one
//   that shows it comes first where there is such a one.
// * `nodes` are the names of the nodes that these operations asked, or at which something was
//   found, each once. It is empty where no node is known, as in histories from elsewhere.
// * `text` is for people: one line, or several with '\n' between them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/history.h"

namespace eddy::checkers {

// So many findings of each kind are kept; figures count all.
inline constexpr std::size_t kMostFindings = 32;

// So many operations are named by one finding at most.
inline constexpr std::size_t kMostInvolved = 64;

// Who takes part in a finding.
struct Involved {
  std::vector<std::int64_t> operations;
  std::vector<std::string> nodes;

  bool operator==(const Involved&) const = default;
};

struct Finding {
  std::string kind;
  std::vector<std::int64_t> operations;
  std::vector<std::string> nodes;
  std::string text;

  bool operator==(const Finding&) const = default;
};

// The operations, each once, with the nodes that they asked. Null ones are passed over, and those
// beyond kMostInvolved are left out.
Involved involved(const std::vector<const Op*>& operations);

Finding to_finding(std::string_view kind, Involved who, std::string text);

// "n3".
std::string node_name(std::int32_t node);

}  // namespace eddy::checkers
