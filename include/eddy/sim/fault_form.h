// Faults as JSON, in scenarios and traces: {"kind": "loss", "probability": 0.25}.
#pragma once

#include <boost/describe/class.hpp>
#include <string_view>

#include "eddy/sim/codec.h"
#include "eddy/sim/codec/variants.h"
#include "eddy/sim/fault.h"

namespace eddy::sim {

BOOST_DESCRIBE_STRUCT(Partition, (), (shape, groups))
BOOST_DESCRIBE_STRUCT(Loss, (), (probability))
BOOST_DESCRIBE_STRUCT(Duplication, (), (probability))
BOOST_DESCRIBE_STRUCT(Slowness, (), (mean))

}  // namespace eddy::sim

namespace eddy::sim::codec {

template <>
struct KindName<Partition> {
  static constexpr std::string_view value = name_of(FaultKind::partition);
};
template <>
struct KindName<Loss> {
  static constexpr std::string_view value = name_of(FaultKind::loss);
};
template <>
struct KindName<Duplication> {
  static constexpr std::string_view value = name_of(FaultKind::duplicate);
};
template <>
struct KindName<Slowness> {
  static constexpr std::string_view value = name_of(FaultKind::slow);
};

}  // namespace eddy::sim::codec
