#include <doctest/doctest.h>
#include <algorithm>
#include <set>
#include <string>

#include "checkers/peer_name.h"
#include "eddy/checkers/catalog.h"

namespace eddy::checkers {
namespace TEST_FILE {

TEST_CASE("peer names: each is there once, is none of ours, and leads to one of ours") {
  std::set<std::string_view> names;
  for (const PeerName& peer : peer_names()) {
    CAPTURE(std::string(peer.name));
    CHECK(names.insert(peer.name).second);
    CHECK(find_checker(peer.name) == nullptr);
    CHECK(find_checker(peer.model) != nullptr);
    CHECK_FALSE(peer.peers.empty());
    CHECK(find_peer_name(peer.name) == &peer);
  }
  CHECK(find_peer_name("register") == nullptr);
  CHECK(find_peer_name("") == nullptr);
}

TEST_CASE("peer names: aliases come first") {
  CHECK(std::is_partitioned(peer_names().begin(), peer_names().end(),
                            [](const PeerName& peer) { return peer.is_alias(); }));
  CHECK(find_peer_name("cas-register")->is_alias());
  CHECK_FALSE(find_peer_name("etcd")->is_alias());
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
