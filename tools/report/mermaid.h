// Some events of a run as a sequence diagram of Mermaid's (https://mermaid.js.org), which GitHub
// draws in comments, job summaries and READMEs.
//
// * By order, not by time: a line a message, where it arrives or is lost, and the time where it is
//   another one than above.
// * A message that is lost ends in a cross, and its line says why.
// * What nodes say is text, never syntax. Mermaid reads "#59;" as the character of that number, so
//   all that could mean something to it is written so. Control and direction characters are shown.
// * GitHub draws at most 50,000 characters. What goes beyond is left out, and the last line says
//   so.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/sim/event.h"
#include "eddy/sim/trace.h"
#include "tools/report/lamport_diagram.h"

namespace eddy::tools {

// Of the messages that these events are about, their sendings and what became of them; and of the
// other events themselves, but for timers and phases without a note. `notes` stand at theirs.
// `title` stands above. Ends with a line break; the fence around it is the caller's.
std::string mermaid_diagram(const sim::Recording& recording,
                            const std::set<sim::EventNumber>& events,
                            const std::vector<DiagramNote>& notes, const std::string& title);

// On one line, for a message, a note or a title.
std::string mermaid_text(std::string_view text);

}  // namespace eddy::tools
