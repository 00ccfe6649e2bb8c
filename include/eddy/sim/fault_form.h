// Faults as JSON, in scenarios and traces: {"kind": "loss", "probability": 0.25}.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "eddy/sim/codec.h"
#include "eddy/sim/codec/variants.h"
#include "eddy/sim/fault.h"

namespace eddy::sim {

BOOST_DESCRIBE_STRUCT(Partition, (), (shape, groups))
BOOST_DESCRIBE_STRUCT(Loss, (), (probability))
BOOST_DESCRIBE_STRUCT(Duplication, (), (probability))
BOOST_DESCRIBE_STRUCT(Slowness, (), (mean))
BOOST_DESCRIBE_STRUCT(Kill, (), (nodes))
BOOST_DESCRIBE_STRUCT(Pause, (), (nodes))
BOOST_DESCRIBE_STRUCT(Skew, (), (node, jump, drift))
BOOST_DESCRIBE_STRUCT(ClockSkew, (), (skews))
BOOST_DESCRIBE_STRUCT(DiskFault, (), (trouble, nodes))
BOOST_DESCRIBE_STRUCT(Flaky, (), (loss, slowness))
BOOST_DESCRIBE_STRUCT(Swizzle, (), (nodes))
BOOST_DESCRIBE_STRUCT(HeldPartition, (), (shape, groups))

}  // namespace eddy::sim

namespace eddy::sim::codec {

// Nanoseconds, negative: back.
template <>
struct Codec<Jump> {
  static std::uint64_t hash(const Jump& value, std::size_t& bytes) {
    return Codec<Duration>::hash(value.by, bytes);
  }
  static boost::json::value to_json(const Jump& value) { return value.by.count(); }
  static Complaint from_json(const boost::json::value& json, Jump& out, UnknownFields = {}) {
    const auto count = to_int64(json);
    if (!count) return expected("a whole number of nanoseconds", json);
    out = Duration(*count);
    return std::nullopt;
  }
};
template <>
struct FileForm<Skew> : RequiredFields<"node"> {};

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
template <>
struct KindName<Kill> {
  static constexpr std::string_view value = name_of(FaultKind::kill);
};
template <>
struct KindName<Pause> {
  static constexpr std::string_view value = name_of(FaultKind::pause);
};
template <>
struct KindName<ClockSkew> {
  static constexpr std::string_view value = name_of(FaultKind::clock);
};
template <>
struct KindName<DiskFault> {
  static constexpr std::string_view value = name_of(FaultKind::disk);
};
template <>
struct KindName<Flaky> {
  static constexpr std::string_view value = name_of(FaultKind::flaky);
};
template <>
struct KindName<Swizzle> {
  static constexpr std::string_view value = name_of(FaultKind::swizzle);
};
template <>
struct KindName<HeldPartition> {
  static constexpr std::string_view value = name_of(FaultKind::held);
};

}  // namespace eddy::sim::codec
