#include "checkers/found.h"

#include <fmt/format.h>

#include "base/ensure.h"

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
  for (;;) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
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
