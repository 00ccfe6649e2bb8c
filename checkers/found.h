// Puts what a checker finds into its verdict: as findings, and as lines of evidence.
//
//   Found lost(verdict);
//   for (…) lost.add("lost", [&] { return FoundCase{{&known, &read}, "value 5 was lost: …"}; });
//   lost.rest("lost");  // "… and 4 more lost", if that many were not told
//
// * The first kMaxEvidence are told in evidence, each with the lines of its text. Of each kind the
//   first kMostFindings are kept as findings. All are counted.
// * A finding makes the verdict invalid. What is `doubtful` is told and counted, and is no finding.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/evidence.h"
#include "eddy/checkers/finding.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// One case of a kind, with the operations that show it.
struct FoundCase {
  std::vector<const Op*> operations;
  std::string text;
};

enum class Proof : std::uint8_t { certain, doubtful };

class Found {
 public:
  // The verdict must outlive this.
  explicit Found(Verdict& verdict, Proof proof = Proof::certain)
      : verdict_(verdict), proof_(proof) {}

  // `make` gives the case. It is called only if the case is kept or told.
  template <class Make>
  void add(std::string_view kind, Make make) {
    add_case(kind, told_ < kMaxEvidence, make);
  }

  // The same for a case that others tell of.
  template <class Make>
  void add_untold(std::string_view kind, Make make) {
    add_case(kind, false, make);
  }

  // Says how many were not told: "… and 4 more WHAT". Nothing if all were.
  void rest(std::string_view what) const;

  // Of all kinds.
  std::size_t count() const { return count_; }

 private:
  template <class Make>
  void add_case(std::string_view kind, bool tell, Make& make) {
    ++count_;
    if (proof_ == Proof::certain) verdict_.validity = Validity::invalid;
    const bool keep = proof_ == Proof::certain && has_room(kind);
    if (!keep && !tell) return;
    FoundCase found = make();
    if (tell) {
      ++told_;
      add_lines(verdict_.evidence, found.text);
    }
    if (keep)
      verdict_.findings.push_back(
          to_finding(kind, involved(found.operations), std::move(found.text)));
  }

  // Whether one more of this kind is kept; counts it.
  bool has_room(std::string_view kind);
  static void add_lines(std::vector<std::string>& lines, std::string_view text);

  Verdict& verdict_;
  Proof proof_;
  std::size_t count_ = 0;
  std::size_t told_ = 0;
  std::map<std::string, std::size_t, std::less<>> kept_;
};

// "… and 4 more WHAT" at the end of the evidence; nothing if `count` is 0.
void add_rest(std::vector<std::string>& evidence, std::size_t count, std::string_view what);

// Puts the findings in the order of these kinds, those of one kind as they are. REQUIRES: each of
// the findings has one of the kinds.
void order_findings(Verdict& verdict, const std::vector<std::string_view>& gravest_first);

}  // namespace eddy::checkers
