#include "eddy/sim/format.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace eddy::sim {

std::string to_text(const boost::json::value& value) { return boost::json::serialize(value); }

}  // namespace eddy::sim
