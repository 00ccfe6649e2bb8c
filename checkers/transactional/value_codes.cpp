#include "eddy/checkers/transactional/value_codes.h"

namespace eddy::checkers {

std::uint64_t ValueCodes::odd_code(const boost::json::value& value) {
  return odd_codes_.try_emplace(&value, odd_codes_.size() << 1U | 1U).first->second;
}

}  // namespace eddy::checkers
