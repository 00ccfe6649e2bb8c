// A multi-version store: of each key all values, each with the number of the commit that installed
// it (Bernstein and Goodman, 1983). Also what a transaction that runs on it keeps. Pure.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace eddy::nodes::txn {

// Commits number 1, 2, 3, … in the order in which they happen; 0 is the empty store.
using Number = std::uint64_t;

class Versions {
 public:
  // What a reader of that snapshot sees: the newest value that no later commit has installed.
  boost::json::value read(const std::string& key, Number snapshot) const;
  // The commit that installed what read() returns; 0: none has.
  Number read_commit(const std::string& key, Number snapshot) const;
  // The commit that installed the newest value; 0: none has.
  Number newest(const std::string& key) const;
  // In any order of commits.
  void install(const std::string& key, Number commit, boost::json::value value);
  // All values of the key, by commit.
  boost::json::array all(const std::string& key) const;

  // The newest values, as nodes show them: {"1": [6, 7]}.
  boost::json::object shown() const;

 private:
  std::map<std::string, std::map<Number, boost::json::value>> values_;
  std::string latest_;  // the key that was installed last
};

// A transaction under way.
struct Transaction {
  Number snapshot = 0;  // the newest commit when it began
  std::set<std::string> reads;
  std::map<std::string, boost::json::value> writes;  // what it will install
};

}  // namespace eddy::nodes::txn
