// What clients asked and got, as columns of a run's page.
#pragma once

#include <boost/json/array.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "tools/report/columns.h"
#include "tools/report/kept_events.h"
#include "tools/report/value_tables.h"

namespace eddy::tools {

class OperationColumns {
 public:
  // Adds all columns.
  OperationColumns(const KeptEvents& kept, Columns& columns, StringTable& strings,
                   ListTable& lists);

  // Of the header: what was asked for, by the numbers that the columns have.
  boost::json::array functions() const;

 private:
  std::uint64_t function(const std::string& name);

  std::vector<std::string> functions_;
  std::unordered_map<std::string, std::uint64_t> numbers_;
};

}  // namespace eddy::tools
