// What other checkers call our models: Jepsen with Knossos and Elle, elle-cli, Maelstrom,
// Porcupine.
//
// * A name is an alias where it means the same as ours. Where our model judges as theirs only with
//   certain options, or only some of their histories, it is none: the error says what to ask for.
// * None of the names is one of catalog.h.
#pragma once

#include <span>
#include <string_view>

namespace eddy::checkers {

struct PeerName {
  std::string_view name;
  std::string_view model;    // ours
  std::string_view peers;    // who calls it so
  std::string_view differs;  // empty: an alias. Else what to add to --model, or what to mind

  bool is_alias() const { return differs.empty(); }
};

// Aliases first.
std::span<const PeerName> peer_names();

// Null for a name that is not there.
const PeerName* find_peer_name(std::string_view name);

}  // namespace eddy::checkers
