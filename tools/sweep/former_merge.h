// An earlier merge of the same sweep, in the same place, that lacked parts: it makes room for one
// that has more of them, and comes back if that one fails.
#pragma once

#include <boost/json/value.hpp>
#include <filesystem>

namespace eddy::tools {

class FormerMerge {
 public:
  // `sweep`: that of the sweep.json to be made. Whatever else is in that place stays there.
  FormerMerge(std::filesystem::path place, const boost::json::value& sweep);
  ~FormerMerge();
  FormerMerge(const FormerMerge&) = delete;
  FormerMerge& operator=(const FormerMerge&) = delete;

  // The new one is complete: the old one goes.
  void is_replaced();

 private:
  std::filesystem::path place_;
  std::filesystem::path aside_;  // where it is meanwhile; empty: there is none
};

}  // namespace eddy::tools
