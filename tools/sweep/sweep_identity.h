// What a sweep is: all that its lines depend on but the program. It stays the same for all of the
// sweep's life, and its shards differ in the shard alone.
#pragma once

#include <boost/json/object.hpp>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "eddy/nodes/program_entry.h"
#include "tools/sweep/seed_range.h"
#include "tools/test_request.h"

namespace eddy::tools {

struct SweepIdentity {
  std::vector<std::string> arguments;         // of the runs, without their defaults and the seed
  std::set<std::string, std::less<>> pinned;  // the options that were given: no climate draws them
  bool plain = false;
  SeedRange seeds;
  Shard shard;

  friend bool operator==(const SweepIdentity&, const SweepIdentity&) = default;
};

// REQUIRES: complete() of the request.
SweepIdentity identity_of(const TestRequest& request);

// The request that has this identity, complete. Throws checkers::BadInput where its node program is
// not there any more.
TestRequest request_of(const SweepIdentity& identity,
                       std::span<const nodes::ProgramEntry> programs);

// Throws checkers::BadInput at the first option that was given and says something else than the
// sweep began with. What was not given is as it was then.
void require_same(const TestRequest& given, const TestRequest& began);

boost::json::object to_json(const SweepIdentity& identity);
// What is wrong with it is told by a checkers::BadInput that begins "expected ".
SweepIdentity parse_identity(const boost::json::object& object);

}  // namespace eddy::tools
