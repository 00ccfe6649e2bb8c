#include "eddy/sim/codec/quantities.h"

namespace eddy::sim::codec {

Complaint Codec<Duration>::from_json(const boost::json::value& json, Duration& out,
                                     UnknownFields /*unknown*/) {
  const auto count = to_int64(json);
  if (!count || *count < 0) return expected("a whole number of nanoseconds", json);
  out = Duration(*count);
  return std::nullopt;
}

Complaint Codec<Time>::from_json(const boost::json::value& json, Time& out, UnknownFields unknown) {
  Duration since_start{};
  Complaint complaint = Codec<Duration>::from_json(json, since_start, unknown);
  if (!complaint) out = Time(since_start);
  return complaint;
}

Complaint Codec<Probability>::from_json(const boost::json::value& json, Probability& out,
                                        UnknownFields /*unknown*/) {
  double p = -1;
  if (json.is_number()) p = json.to_number<double>();
  if (!(p >= 0 && p <= 1)) return expected("a probability from 0 to 1", json);
  out = Probability::of(p);
  return std::nullopt;
}

}  // namespace eddy::sim::codec
