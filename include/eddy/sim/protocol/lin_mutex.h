// Workload lin-mutex: one lock for all clients. Eddy's own; Maelstrom has no such workload.
//
// An acquire of a lock that is held, and a release of one that the client does not hold, are
// answered with an error; any definite one will do.
#pragma once

#include "eddy/sim/message.h"

namespace eddy::sim::lin_mutex {

struct AcquireOk {
  static constexpr std::string_view type = "acquire_ok";
};
BOOST_DESCRIBE_STRUCT(AcquireOk, (), ())

struct Acquire {
  static constexpr std::string_view type = "acquire";
  using Reply = AcquireOk;
};
BOOST_DESCRIBE_STRUCT(Acquire, (), ())

struct ReleaseOk {
  static constexpr std::string_view type = "release_ok";
};
BOOST_DESCRIBE_STRUCT(ReleaseOk, (), ())

struct Release {
  static constexpr std::string_view type = "release";
  using Reply = ReleaseOk;
};
BOOST_DESCRIBE_STRUCT(Release, (), ())

}  // namespace eddy::sim::lin_mutex
