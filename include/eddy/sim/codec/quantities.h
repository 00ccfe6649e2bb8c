// Times and durations are whole numbers of nanoseconds, not negative; a probability is a number
// from 0 to 1.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>

#include "eddy/sim/codec/codec.h"
#include "eddy/sim/codec/scalars.h"
#include "eddy/sim/probability.h"
#include "eddy/sim/time.h"

namespace eddy::sim::codec {

template <>
struct Codec<Duration> {
  static std::uint64_t hash(Duration value, std::size_t& bytes) {
    return Codec<Duration::rep>::hash(value.count(), bytes);
  }
  static boost::json::value to_json(Duration value) { return value.count(); }
  static Complaint from_json(const boost::json::value& json, Duration& out, UnknownFields = {});
};

template <>
struct Codec<Time> {
  static std::uint64_t hash(Time value, std::size_t& bytes) {
    return Codec<Duration>::hash(value.time_since_epoch(), bytes);
  }
  static boost::json::value to_json(Time value) { return nanoseconds(value); }
  static Complaint from_json(const boost::json::value& json, Time& out, UnknownFields = {});
};

template <>
struct Codec<Probability> {
  static std::uint64_t hash(Probability value, std::size_t& bytes) {
    return Codec<double>::hash(value.value(), bytes);
  }
  static boost::json::value to_json(Probability value) { return value.value(); }
  static Complaint from_json(const boost::json::value& json, Probability& out, UnknownFields = {});
};

}  // namespace eddy::sim::codec
