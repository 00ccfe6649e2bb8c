// What makes a page: its script and its style, built from tools/report/page.
#pragma once

#include <string>
#include <string_view>

namespace eddy::tools {

struct PageBundle {
  std::string_view script;
  std::string_view style;
  std::string script_hash;  // SHA-256 in base64, as a content policy names it
};

// Throws checkers::BadInput, which names the packages, where it was not built.
PageBundle page_bundle();

// https://www.rfc-editor.org/rfc/rfc4648#section-4
std::string base64(std::string_view bytes);

}  // namespace eddy::tools
