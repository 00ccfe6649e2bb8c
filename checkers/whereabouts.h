// Where a value of a set is in the end, how it got there, and what was in its way.
#pragma once

#include <boost/json/value.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/checkers/surroundings.h"
#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

// What the nodes' last reads say of a value; each node once, in ascending order.
struct Standing {
  const boost::json::value* value = nullptr;
  std::vector<std::int32_t> having;
  std::vector<std::int32_t> missing;
};

// Who misses a value never had it in the end, or had it, but late.
enum class Lack { in_the_end, for_long };

class Whereabouts {
 public:
  // `add` is the function that adds a value. Both have to outlive this.
  Whereabouts(const History& history, std::string_view add, const Surroundings& surroundings);

  // Those that lay between the nodes that have it and those that miss it, when it was on its way:
  // from its add until a second after the last of those that have it had it.
  DisturbanceSet between(const Standing& standing) const;

  // "value 12: n0, n2 and n3 have it (n2 from a client at 4.680 s, n0 and n3 since 4.710 s); n1 and
  // n4 do not". Looks into a bounded number of reads.
  std::string told(const Standing& standing, Lack lack = Lack::in_the_end) const;

  // "all were on their way while partition … was up …", or "9 were …, 4 were …"; empty where
  // nothing is known of disturbances.
  std::string causes(const std::vector<Standing>& standings) const;

 private:
  struct Origin {
    std::uint32_t invocation = 0;
    std::optional<std::uint32_t> completion;
  };
  struct Since {  // when a node had it, and how that is known
    std::int64_t at;
    std::string_view how;  // "from a client at", "since", "read at"
  };

  const Origin* origin_of(const boost::json::value& value) const;
  std::map<std::int32_t, Since> known_times(const Standing& standing) const;
  void look_into_reads(const Standing& standing, std::map<std::int32_t, Since>& times) const;
  bool lies_between(const Disturbance& disturbance, const Standing& standing) const;

  const History& history_;
  const Surroundings& surroundings_;
  std::vector<Call> calls_;
  boost::unordered_flat_map<const boost::json::value*, Origin, PointedValueHash, PointedValueEqual>
      origins_;  // looked up only
};

}  // namespace eddy::checkers
