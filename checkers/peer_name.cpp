#include "checkers/peer_name.h"

#include <algorithm>
#include <array>

namespace eddy::checkers {

namespace {

constexpr std::array kPeerNames = {
    // Jepsen's checker takes any model; Knossos' own command line this one unless told otherwise.
    PeerName{"linearizable", "register", "Jepsen, as Knossos' default", ""},
    PeerName{"cas-register", "register", "Knossos, elle-cli", ""},
    PeerName{"linearizable-register", "kv", "Jepsen", ""},
    PeerName{"append", "list-append", "Jepsen", ""},
    PeerName{"wr", "rw-register", "Jepsen", ""},
    PeerName{"txn-list-append", "list-append", "Maelstrom", ""},
    PeerName{"lin-kv", "kv", "Maelstrom", ""},
    PeerName{"lin-mutex", "owned-mutex", "Eddy's workload", ""},
    PeerName{"g-set", "set-full", "Maelstrom", ""},
    PeerName{"g-counter", "pn-counter", "Maelstrom", ""},

    PeerName{"txn-rw-register", "rw-register", "Maelstrom", "--wfr-keys"},
    PeerName{"broadcast", "set-full", "Maelstrom", "--add broadcast"},
    PeerName{"etcd", "register", "Porcupine", "--nil-read empty --failed-cas saw-another"},
    PeerName{"comments", "causal-reverse", "elle-cli",
             "for the operations of one key, with values that have no key"},
};

}  // namespace

std::span<const PeerName> peer_names() { return kPeerNames; }

const PeerName* find_peer_name(std::string_view name) {
  const auto* found = std::find_if(kPeerNames.begin(), kPeerNames.end(),
                                   [name](const PeerName& peer) { return peer.name == name; });
  return found == kPeerNames.end() ? nullptr : found;
}

}  // namespace eddy::checkers
