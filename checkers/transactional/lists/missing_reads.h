// Goes through the reads of a component, for one that misses what it must see.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "checkers/transactional/lists/link_search.h"
#include "checkers/transactional/lists/list_views.h"
#include "checkers/transactional/lists/view_rules.h"
#include "checkers/transactional/step_meter.h"

namespace eddy::checkers {

// Before a transaction's reads `prepare` gathers what each of them must see, and before each of
// them, by its number, `prepare_read` what it and the later ones must.
template <typename Prepare, typename PrepareRead>
std::vector<Links> reads_that_miss(const ListViews& views, StepMeter& meter, const Prepare& prepare,
                                   const PrepareRead& prepare_read) {
  std::vector<Links> cases;
  LinkSearch past(views, meter);
  for (Member m = 0; m < views.size(); ++m) {
    const std::vector<ListView>& reads = views.views[m];
    if (!meter.spend(1 + reads.size())) return cases;
    if (std::all_of(reads.begin(), reads.end(),
                    [](const ListView& view) { return view.missed.empty(); }))
      continue;
    past.start(m);
    prepare(past, m);
    for (std::size_t i = 0; i < reads.size(); ++i) {
      prepare_read(past, m, i);
      if (meter.exhausted()) return cases;
      if (auto links = past.missed_by(reads[i])) {
        cases.push_back(std::move(*links));
        break;
      }
    }
  }
  return cases;
}

// What all reads of a transaction must see.
template <typename Prepare>
std::vector<Links> reads_that_miss(const ListViews& views, StepMeter& meter,
                                   const Prepare& prepare) {
  return reads_that_miss(views, meter, prepare, [](LinkSearch&, Member, std::size_t) {});
}

}  // namespace eddy::checkers
