#include "checkers/found.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <iterator>

#include "eddy/base/ensure.h"

namespace eddy::checkers {

void Found::rest(std::string_view what) const { add_rest(verdict_.evidence, count_ - told_, what); }

bool Found::has_room(std::string_view kind) {
  auto found = kept_.find(kind);
  if (found == kept_.end()) found = kept_.emplace(std::string(kind), 0).first;
  if (found->second == kMostFindings) return false;
  ++found->second;
  return true;
}

void Found::add_lines(std::vector<std::string>& lines, std::string_view text) {
  std::vector<std::string> more;
  boost::split(more, text, boost::is_any_of("\n"));
  std::move(more.begin(), more.end(), std::back_inserter(lines));
}

void add_rest(std::vector<std::string>& evidence, std::size_t count, std::string_view what) {
  if (count > 0) evidence.push_back(fmt::format("… and {} more {}", count, what));
}

void order_findings(Verdict& verdict, const std::vector<std::string_view>& gravest_first) {
  const auto rank = [&](const Finding& finding) {
    const auto found = std::find(gravest_first.begin(), gravest_first.end(), finding.kind);
    ensure(found != gravest_first.end(), "each kind of finding has its place in the order");
    return found - gravest_first.begin();
  };
  std::stable_sort(verdict.findings.begin(), verdict.findings.end(),
                   [&](const Finding& a, const Finding& b) { return rank(a) < rank(b); });
}

}  // namespace eddy::checkers
