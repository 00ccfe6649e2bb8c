#include "tools/report/diagram_notes.h"

namespace eddy::tools {

std::vector<DiagramNote> notes_of(const workloads::Story& story) {
  std::vector<DiagramNote> notes;
  for (const workloads::StoryLine& line : story.lines) {
    if (!line.events.empty() && !line.text.starts_with(' '))
      notes.push_back({line.events.front(), line.text});
  }
  return notes;
}

}  // namespace eddy::tools
