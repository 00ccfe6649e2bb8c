#include "tools/report/columns.h"

namespace eddy::tools {

boost::json::array Columns::directory() const {
  boost::json::array all;
  for (const Column& column : columns_)
    all.push_back(boost::json::array{column.name(), column.count(), column.bytes().size()});
  return all;
}

std::string Columns::bytes() const {
  std::string all;
  for (const Column& column : columns_) all += column.bytes();
  return all;
}

}  // namespace eddy::tools
